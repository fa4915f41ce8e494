import { deepEqual, equal, match, ok } from "node:assert/strict";
import { addHeard, hourOf, NO_PACE, type Pace, usualCount, usualGap } from "./pace.ts";
import { judgeSilence, type Quiet } from "./silence.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A Wednesday, 11:00 UTC. */
const NOW = Date.UTC(2026, 10, 25, 11);

/** Webhooks in office hours of all days but the weekend's, at so many an hour, up to `until`. */
function officePace(
  { days, until, perHour = 30 }: {
    readonly days: number;
    readonly until: number;
    readonly perHour?: number;
  },
): Pace {
  let pace: Pace = { ...NO_PACE, awakeFrom: 1 };
  for (let at = NOW - days * DAY; at <= until; at += HOUR / perHour) {
    const date = new Date(at);
    const isOffice = date.getUTCHours() >= 8 && date.getUTCHours() < 18 &&
      ![0, 6].includes(date.getUTCDay());
    if (isOffice) pace = addHeard(pace, { hours: new Map([[hourOf(at), 1]]), lastAt: at });
  }
  return pace;
}

const judge = (quiet: Partial<Quiet> & Pick<Quiet, "pace">) =>
  judgeSilence({ now: NOW, missed: null, isWhole: true, ...quiet })?.message ?? null;

const QUIET_FOR_40_MINUTES = officePace({ days: 20, until: NOW - 40 * MINUTE });

Deno.test("a silence in the busy hours is told, with what was usual", () => {
  match(judge({ pace: QUIET_FOR_40_MINUTES })!, /since 2026-11-25 10:20 UTC, where \d+ are usual/);
});

Deno.test("half an hour is never too long", () => {
  equal(judge({ pace: officePace({ days: 20, until: NOW - 28 * MINUTE }), missed: 100 }), null);
});

Deno.test("nights and weekends are compared with nights and weekends", () => {
  const sunday = Date.UTC(2026, 10, 22, 23);
  equal(judge({ pace: officePace({ days: 20, until: NOW - 3 * DAY }), now: sunday }), null);
  const night = Date.UTC(2026, 10, 25, 6);
  equal(judge({ pace: officePace({ days: 20, until: NOW - 16 * HOUR }), now: night }), null);
});

Deno.test("on a holiday sweeps find nothing, and so nothing is wrong", () => {
  const pace = officePace({ days: 20, until: NOW - 20 * HOUR });
  equal(judge({ pace, missed: 0 }), null);
  ok(judge({ pace, missed: 1 }));
});

Deno.test("sweeps that find what no webhook told of need no week of learning", () => {
  const pace = officePace({ days: 2, until: NOW - 40 * MINUTE });
  equal(judge({ pace }), null);
  equal(judge({ pace, missed: 4 }), null);
  match(judge({ pace, missed: 5 })!, /UTC, while sweeps found 5 changes that none told of\. Check/);
});

Deno.test("where webhooks tell of some issues only, what sweeps find proves nothing", () => {
  const pace = officePace({ days: 2, until: NOW - 40 * MINUTE });
  equal(judge({ pace, missed: 500, isWhole: false }), null);
});

Deno.test("a quiet site is not told to be silent", () => {
  const pace = officePace({ days: 20, until: NOW - 3 * HOUR, perHour: 2 });
  equal(judge({ pace }), null);
});

Deno.test("what was not heard while the service was down is no silence", () => {
  const pace = { ...QUIET_FOR_40_MINUTES, awakeFrom: NOW - 10 * MINUTE };
  equal(judge({ pace, missed: 100 }), null);
});

Deno.test("nothing is expected before the first delivery", () => {
  equal(judge({ pace: { ...NO_PACE, awakeFrom: 1 }, missed: 100 }), null);
});

Deno.test("one busy week does not make a usual pace", () => {
  let pace = officePace({ days: 20, until: NOW - 2 * DAY, perHour: 1 });
  const lastWeek = NOW - 7 * DAY - HOUR;
  pace = addHeard(pace, { hours: new Map([[hourOf(lastWeek), 5_000]]), lastAt: NOW - HOUR });
  equal(usualCount(pace, { from: NOW - HOUR, to: NOW }), 1);
});

Deno.test("the usual gap is that of this hour of the week", () => {
  const pace = officePace({ days: 20, until: NOW });
  equal(usualGap(pace, NOW - HOUR), 2 * MINUTE);
  equal(usualGap(pace, NOW - 12 * HOUR), null);
  equal(usualGap(officePace({ days: 3, until: NOW }), NOW), null);
});

Deno.test("hours that are no longer compared are forgotten", () => {
  const pace = officePace({ days: 60, until: NOW });
  ok(pace.hours.length <= 16 * 24);
  deepEqual(pace.hours[0]![0] >= hourOf(NOW - 16 * DAY), true);
});
