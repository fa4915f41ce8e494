import { deepEqual } from "node:assert/strict";
import { createAtHand } from "./at_hand.ts";

Deno.test("take() gives what waits for an issue, once", () => {
  const atHand = createAtHand<string>(10);
  atHand.keep("1", { id: "a", job: "A" });
  atHand.keep("2", { id: "b", job: "B" });
  atHand.keep("1", { id: "c", job: "C" });
  deepEqual(atHand.take("1"), ["A", "C"]);
  deepEqual(atHand.take("1"), []);
  deepEqual(atHand.take("2"), ["B"]);
});

Deno.test("keep() lets a job take the place of its earlier self, and counts it once", () => {
  const atHand = createAtHand<string>(2);
  atHand.keep("1", { id: "a", job: "A" });
  for (const job of ["A2", "A3", "A4"]) atHand.keep("1", { id: "a", job });
  atHand.keep("2", { id: "b", job: "B" });
  deepEqual([atHand.take("1"), atHand.take("2")], [["A4"], ["B"]]);
});

Deno.test("keep() makes room where an issue has been waited for longest", () => {
  const atHand = createAtHand<string>(2);
  atHand.keep("1", { id: "a", job: "A" });
  atHand.keep("2", { id: "b", job: "B" });
  atHand.keep("1", { id: "c", job: "C" });
  deepEqual([atHand.take("1"), atHand.take("2")], [[], ["B"]]);
});
