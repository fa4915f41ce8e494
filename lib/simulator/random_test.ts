import { deepEqual, notDeepEqual, ok, throws } from "node:assert/strict";
import { createRandom, type Random } from "./random.ts";

function draw(random: Random, count = 20): number[] {
  return Array.from({ length: count }, () => random.next());
}

Deno.test("createRandom() gives the same numbers for the same seed", () => {
  deepEqual(draw(createRandom(7)), draw(createRandom(7)));
  notDeepEqual(draw(createRandom(7)), draw(createRandom(8)));
});

Deno.test("int() reaches both ends and nothing beyond", () => {
  const random = createRandom(1);
  const seen = new Set(Array.from({ length: 500 }, () => random.int(3, 6)));
  deepEqual([...seen].sort(), [3, 4, 5, 6]);
});

Deno.test("weighted() keeps to the weights and never takes a weight of 0", () => {
  const random = createRandom(2);
  const choices = [["often", 3], ["never", 0], ["seldom", 1]] as const;
  const drawn = Array.from({ length: 4_000 }, () => random.weighted<string>(choices));
  const often = drawn.filter((choice) => choice === "often").length;
  ok(!drawn.includes("never"));
  ok(Math.abs(often / 4_000 - 0.75) < 0.03, `often came ${often} times`);
});

Deno.test("shuffle() keeps every element and leaves the given list alone", () => {
  const list = Array.from({ length: 30 }, (_, index) => index);
  const shuffled = createRandom(3).shuffle(list);
  notDeepEqual(shuffled, list);
  deepEqual(shuffled.toSorted((a, b) => a - b), list);
  deepEqual(list.at(0), 0);
});

Deno.test("fork() gives a source that later draws do not disturb", () => {
  const [one, other] = [createRandom(4), createRandom(4)];
  const [forked, undisturbed] = [one.fork(), other.fork()];
  draw(one, 100);
  deepEqual(draw(forked), draw(undisturbed));
});

Deno.test("pick() and weighted() refuse an empty choice", () => {
  throws(() => createRandom(5).pick([]), RangeError);
  throws(() => createRandom(5).weighted([["never", 0]]), RangeError);
});
