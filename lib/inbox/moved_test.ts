import { deepEqual } from "node:assert/strict";
import { movedKey } from "../store/keys.ts";
import { movedSets, YOUNG } from "./moved.ts";
import type { InboxItem } from "./types.ts";

const NOW = 1_780_000_000_000;

function batch(...ages: number[]) {
  const items = ages.map((age) => ({ id: `age ${age}`, receivedAt: NOW - age }) as InboxItem);
  return { site: "default", items };
}

Deno.test("movedSets() writes nothing of deliveries too young for their bodies to be removed", () => {
  deepEqual(movedSets(batch(), NOW), []);
  deepEqual(movedSets(batch(0, YOUNG - 1), NOW), []);
});

Deno.test("movedSets() tells of one old delivery among others, whatever brought it here", () => {
  deepEqual(movedSets(batch(0, YOUNG), NOW), [{ key: movedKey("default"), value: `age ${YOUNG}` }]);
});
