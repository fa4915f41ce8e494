import assert from "node:assert/strict";
import { createLanes } from "./lanes.ts";

Deno.test("take() gives every project its turn, however much one of them has", () => {
  const lanes = createLanes<string>();
  for (let n = 0; n < 1_000; n++) lanes.push(`bulk ${n}`, { flow: null, project: "BULK" });
  lanes.push("one", { flow: null, project: "A" });
  lanes.push("two", { flow: null, project: "B" });
  const first = lanes.take(9);
  assert.ok(first.includes("one") && first.includes("two"));
  assert.equal(first.length, 9);
  assert.equal(lanes.size, 993);
});

Deno.test("take() keeps the order of arrival within a project", () => {
  const lanes = createLanes<number>();
  for (let n = 0; n < 10; n++) lanes.push(n, { flow: null, project: "A" });
  assert.deepEqual([...lanes.take(4), ...lanes.take(100)], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

Deno.test("take() leaves Secondary work until nothing else waits", () => {
  const lanes = createLanes<string>();
  lanes.push("cascade", { flow: "Secondary", project: "A" });
  lanes.push("edit", { flow: "Primary", project: "A" });
  lanes.push("edit of old Jira", { flow: null, project: "B" });
  assert.deepEqual(lanes.take(2).sort(), ["edit", "edit of old Jira"]);
  assert.deepEqual(lanes.take(2), ["cascade"]);
});

Deno.test("take() does not always begin with the same project", () => {
  const lanes = createLanes<string>();
  for (let n = 0; n < 4; n++) {
    for (const project of ["A", "B"]) lanes.push(`${project}${n}`, { flow: null, project });
  }
  const taken = [0, 1, 2, 3].flatMap(() => lanes.take(1));
  assert.deepEqual(taken, ["A0", "B0", "A1", "B1"]);
});
