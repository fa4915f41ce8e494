import { equal, ok } from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";
import { createRightOfWay } from "./right_of_way.ts";

/** A way on a clock that moves only when told to; nobody rests before `rested` says so. */
function openWay() {
  const clock = { now: 0 };
  const rest = Promise.withResolvers<void>();
  const way = createRightOfWay({ now: () => clock.now, wait: () => rest.promise });
  return { clock, way, rested: rest.resolve };
}

/** The same, where no rest takes any time. */
function openRestless() {
  const opened = openWay();
  opened.rested();
  return opened;
}

/** Whether it has ended by now, some turns of the event loop later. */
async function hasEnded(work: Promise<void>): Promise<boolean> {
  let ended = false;
  void work.then(() => ended = true);
  for (let at = 0; at < 10; at++) await turn();
  return ended;
}

Deno.test("nobody waits or rests while nobody is in a hurry", async () => {
  const { way } = openWay();
  ok(await hasEnded(way.giveWay()));
});

Deno.test("a piece of work waits until the last of those in a hurry has left", async () => {
  const { way } = openRestless();
  const [one, other] = [way.enter(), way.enter()];
  const waiting = way.giveWay();
  one[Symbol.dispose]();
  equal(await hasEnded(waiting), false);
  other[Symbol.dispose]();
  await waiting;
});

Deno.test("who comes in the turn in which another leaves goes first, too", async () => {
  const { way } = openRestless();
  const one = way.enter();
  const waiting = way.giveWay();
  equal(await hasEnded(waiting), false);
  one[Symbol.dispose]();
  const other = way.enter();
  equal(await hasEnded(waiting), false);
  other[Symbol.dispose]();
  await waiting;
});

Deno.test("under a load that never ends work goes on all the same", async () => {
  const { way, clock } = openRestless();
  using _ = way.enter();
  const waiting = way.giveWay();
  equal(await hasEnded(waiting), false);
  clock.now = 60;
  await waiting;
});

Deno.test("between pieces of work there is a rest while somebody was in a hurry a moment ago", async () => {
  const { way, clock, rested } = openWay();
  way.enter()[Symbol.dispose]();
  const waiting = way.giveWay();
  equal(await hasEnded(waiting), false);
  rested();
  await waiting;
  clock.now = 1_000;
  ok(await hasEnded(way.giveWay()));
});

Deno.test("it is busy while somebody is in a hurry, and for a second after", () => {
  const { way, clock } = openWay();
  equal(way.isBusy, false);
  const one = way.enter();
  clock.now = 5_000;
  equal(way.isBusy, true);
  one[Symbol.dispose]();
  clock.now = 5_999;
  equal(way.isBusy, true);
  clock.now = 6_000;
  equal(way.isBusy, false);
});
