import { deepEqual, equal } from "node:assert/strict";
import { ManualClock } from "../../tests/_feed_clock.ts";
import { Rounds, SLICE } from "./rounds.ts";

/** Rounds over `count` members, told as the number of members each, `done` after the last. */
function roundsOver(count: number, each: (member: number) => void = () => {}) {
  const clock = new ManualClock();
  const told: (number | "done")[] = [];
  const rounds = new Rounds<number>({
    clock,
    members: () => Array(count).keys(),
    each: (member) => {
      told.push(member);
      each(member);
    },
    done: () => void told.push("done"),
  });
  return { clock, told, rounds };
}

Deno.test("Rounds deals with few members at once", () => {
  const { clock, told, rounds } = roundsOver(3);
  rounds.start();
  deepEqual(told, [0, 1, 2, "done"]);
  rounds.start();
  equal(told.length, 8);
  equal(clock.pending, 0);
});

Deno.test("Rounds lets others have their turn after each slice of many members", () => {
  const { clock, told, rounds } = roundsOver(2 * SLICE + 1);
  rounds.start();
  equal(told.length, SLICE);
  clock.pass(0);
  deepEqual(told, [...Array(2 * SLICE + 1).keys(), "done"]);
});

Deno.test("Rounds begins anew after a round during which another was asked for, once", () => {
  const { clock, told, rounds } = roundsOver(SLICE + 1);
  for (let times = 0; times < 3; times++) rounds.start();
  equal(told.length, SLICE, "the round under way is not begun again");
  clock.pass(0);
  equal(told.length, 2 * (SLICE + 2));
  equal(clock.pending, 0);
});

Deno.test("Rounds takes a wish that comes in the middle of a slice as one for another round", () => {
  let wish = true;
  const { told, rounds } = roundsOver(2, () => {
    if (wish) rounds.start();
    wish = false;
  });
  rounds.start();
  deepEqual(told, [0, 1, "done", 0, 1, "done"]);
});

Deno.test("Rounds leaves nothing behind when it is disposed of, and can begin again", () => {
  const { clock, told, rounds } = roundsOver(SLICE + 1);
  rounds.start();
  rounds[Symbol.dispose]();
  equal(clock.pending, 0);
  equal(told.length, SLICE);
  rounds.start();
  equal(told.length, 2 * SLICE);
});

Deno.test("Rounds stops at once when a member has it disposed of", () => {
  const { clock, told, rounds } = roundsOver(SLICE + 1, (member) => {
    if (member === 2) rounds[Symbol.dispose]();
  });
  rounds.start();
  deepEqual(told, [0, 1, 2]);
  equal(clock.pending, 0);
});
