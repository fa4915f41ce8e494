import { deepEqual, equal, ok } from "node:assert/strict";
import fc from "fast-check";
import { NO_DRIFT, type Run } from "../sync/types.ts";
import { someRun } from "./_run.ts";
import { driftSeries, seriesWords, slotWords, stackHeights, tellingSlots } from "./drift_chart.ts";

const HOUR = 3_600_000;
const now = new Date(2026, 2, 10, 12, 20).getTime();
const noon = new Date(2026, 2, 10, 12).getTime();

function found(hoursAgo: number, drift: Partial<Run["drift"]>): Run {
  return someRun({ startedAt: now - hoursAgo * HOUR, drift: { ...NO_DRIFT, ...drift } });
}

Deno.test("driftSeries() gathers what runs of one slot found, and what they left", () => {
  const series = driftSeries([
    found(0.1, { missed: 2, repaired: 2 }),
    found(0.2, { stale: 1, hidden: 1, archived: 1, trashed: 1, suspect: 3, repaired: 2 }),
    found(30, { deleted: 4, repaired: 4 }),
  ], now);
  equal(series.step, HOUR);
  equal(series.since, now - 30 * HOUR);
  deepEqual(series.slots.at(-1), { at: noon, missed: 2, stale: 1, deleted: 0, hidden: 3, left: 5 });
  deepEqual(tellingSlots(series).map(({ at, deleted }) => [at, deleted]), [
    [noon, 0],
    [noon - 30 * HOUR, 4],
  ]);
});

Deno.test("driftSeries() leaves out the import, which fills an empty mirror", () => {
  const imported = someRun({ kind: "import", startedAt: now, drift: { ...NO_DRIFT, missed: 9 } });
  const series = driftSeries([imported], now);
  deepEqual([series.since, tellingSlots(series)], [null, []]);
});

Deno.test("driftSeries() has slots in a row to this moment, and all of what is not too old", () => {
  const days = fc.double({ min: 0, max: 89, noNaN: true });
  fc.assert(fc.property(fc.array(days), (ages) => {
    const runs = ages.map((age) => found(age * 24, { missed: 1 }));
    const { slots, step } = driftSeries(runs, now);
    ok(slots.length >= 24 && slots.length <= 96, `${slots.length} slots`);
    const gaps = slots.slice(1).map(({ at }, index) => at - slots[index]!.at);
    ok(gaps.every((gap) => Math.abs(gap - step) <= HOUR), gaps.join());
    ok(slots.at(-1)!.at <= now && slots.at(-1)!.at > now - step - HOUR);
    equal(slots.reduce((sum, slot) => sum + slot.missed, 0), ages.length);
  }));
});

Deno.test("driftSeries() begins days at the reader's midnight", () => {
  const { slots, step } = driftSeries([found(24 * 60, { missed: 1 })], now);
  equal(step, 24 * HOUR);
  ok(slots.every(({ at }) => new Date(at).getHours() === 0));
});

Deno.test("seriesWords() sums the chart up", () => {
  const series = driftSeries([found(1, { missed: 12, deleted: 1, repaired: 12 })], now);
  equal(seriesWords(series), "12 issues missed, 1 issue deleted, 1 not repaired");
  equal(seriesWords(driftSeries([], now)), "no difference");
});

Deno.test("stackHeights() puts bands on one another", () => {
  const series = driftSeries([found(0, { missed: 3, stale: 2, hidden: 1, repaired: 5 })], now);
  deepEqual(stackHeights(series).map(([name, heights]) => [name, heights.at(-1)]), [
    ["hidden", 6],
    ["deleted", 5],
    ["stale", 5],
    ["missed", 3],
  ]);
});

Deno.test("slotWords() tells what one slot holds", () => {
  const { slots } = driftSeries([found(0, { missed: 3, stale: 1, repaired: 3 })], now);
  equal(slotWords(slots.at(-1)!), "3 missed, 1 out of date, 1 not repaired");
  equal(slotWords(slots[0]!), "no difference");
});

Deno.test("driftSeries() keeps the whole of a day with a change of the clock in one slot", () => {
  // In New York the clock was set back on this day, which therefore had 25 hours.
  const day = new Date(2026, 10, 1);
  const late = new Date(2026, 10, 1, 23, 30).getTime();
  const later = new Date(2026, 10, 20).getTime();
  const run = someRun({ startedAt: late, drift: { ...NO_DRIFT, missed: 1 } });
  const [slot] = tellingSlots(driftSeries([run], later));
  equal(slot?.at, day.getTime());
});
