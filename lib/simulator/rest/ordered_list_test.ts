import { deepEqual, equal } from "node:assert/strict";
import fc from "fast-check";
import { OrderedList } from "./ordered_list.ts";

interface Entry {
  readonly value: number;
}

Deno.test("OrderedList stays the sorted list of what was added and not removed", () => {
  const entry = fc.record({ value: fc.integer({ min: 0, max: 9 }) });
  fc.assert(fc.property(
    fc.array(entry),
    fc.array(fc.tuple(entry, fc.boolean())),
    (first, steps) => {
      const model: Entry[] = [...first];
      const list = new OrderedList([...first], (a: Entry, b) => a.value - b.value);
      for (const [it, isAdded] of steps) {
        if (isAdded || model.length === 0) {
          model.push(it);
          list.add(it);
        } else {
          list.remove(model.shift()!);
        }
      }
      const wanted = model.map(({ value }) => value).sort((a, b) => a - b);
      equal(list.size, wanted.length);
      const values = (way: "up" | "down") =>
        [...list.slice(0, list.size, way)].map(({ value }) => value);
      deepEqual(values("up"), wanted);
      deepEqual(values("down"), wanted.reverse());
    },
  ));
});

Deno.test("from() gives the first index from which a condition holds", () => {
  const list = new OrderedList([5, 1, 3, 3], (a: number, b) => a - b);
  deepEqual([0, 1, 3, 4, 9].map((least) => list.from((it) => it >= least)), [0, 0, 1, 3, 4]);
});
