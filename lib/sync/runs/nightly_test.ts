import { equal, ok } from "node:assert/strict";
import { lastNight } from "./nightly.ts";

const DAY = 24 * 60 * 60_000;
const NOON = Date.UTC(2026, 0, 2, 12);

Deno.test("lastNight() is once a day, before six in the morning UTC, and the same each day", () => {
  const night = lastNight("default", NOON);
  const hour = new Date(night).getUTCHours();
  ok(hour < 6, `${hour}:00`);
  equal(lastNight("default", NOON + DAY), night + DAY);
  equal(lastNight("default", night), night);
  equal(lastNight("default", night - 1), night - DAY);
});

Deno.test("lastNight() differs from site to site", () => {
  const nights = new Set(Array.from({ length: 50 }, (_, n) => lastNight(`site ${n}`, NOON)));
  ok(nights.size > 30, `${nights.size} of 50`);
});
