import { deepEqual } from "node:assert/strict";
import { costsOf } from "./profile.ts";

function node(id: number, functionName: string, children: number[]) {
  return { id, callFrame: { functionName, url: "", lineNumber: 0 }, children };
}

Deno.test("costsOf() counts a recursive function once, and leaves idle time out", () => {
  const profile = {
    nodes: [
      node(1, "(root)", [2, 4, 5]),
      node(2, "walk", [3]),
      node(3, "walk", []),
      node(4, "(idle)", []),
      node(5, "run", []),
    ],
    samples: [2, 5, 3, 4],
    timeDeltas: [10, 5, 20, 500],
  };
  deepEqual(costsOf(profile), [
    { name: "(root)", self: 0, total: 35 },
    { name: "walk", self: 30, total: 30 },
    { name: "run", self: 5, total: 5 },
  ]);
});
