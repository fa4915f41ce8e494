import { deepEqual, equal } from "node:assert/strict";
import { DEFAULTS } from "./settings.ts";
import { isQuiet, nextWeek, tomorrow } from "./quiet.ts";

/** A Wednesday; local time. */
const at = (time: string) => new Date(`2026-11-25T${time}:00`).getTime();
const quiet = { ...DEFAULTS.quiet, on: true };

for (
  const [time, expected] of [["18:59", false], ["19:00", true], ["23:59", true], ["07:59", true], [
    "08:00",
    false,
  ]] as const
) {
  Deno.test(`isQuiet() at ${time} with hours from 19:00 to 08:00 is ${expected}`, () => {
    equal(isQuiet(at(time), { quiet, pausedUntil: 0 }), expected);
  });
}

Deno.test("isQuiet() knows hours within a day, days, a pause, and hours of no length", () => {
  const noon = { ...quiet, from: "12:00", to: "13:00" };
  equal(isQuiet(at("12:30"), { quiet: noon, pausedUntil: 0 }), true);
  equal(isQuiet(at("13:00"), { quiet: noon, pausedUntil: 0 }), false);
  equal(isQuiet(at("12:30"), { quiet: { ...noon, on: false }, pausedUntil: 0 }), false);
  equal(isQuiet(at("12:30"), { quiet: { ...quiet, days: [3] }, pausedUntil: 0 }), true);
  equal(isQuiet(at("12:30"), { quiet: DEFAULTS.quiet, pausedUntil: at("12:31") }), true);
  equal(isQuiet(at("12:00"), { quiet: { ...noon, to: "12:00" }, pausedUntil: 0 }), false);
});

Deno.test("tomorrow() and nextWeek() are at eight, local time", () => {
  const told = (ms: number) => {
    const day = new Date(ms);
    return [day.getDate(), day.getDay(), day.getHours(), day.getMinutes()];
  };
  deepEqual(told(tomorrow(at("12:00"))), [26, 4, 8, 0]);
  deepEqual(told(nextWeek(at("12:00"))), [30, 1, 8, 0]);
  deepEqual(told(nextWeek(nextWeek(at("12:00")))), [7, 1, 8, 0]);
});
