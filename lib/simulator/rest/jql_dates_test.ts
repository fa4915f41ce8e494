import { equal, throws } from "node:assert/strict";
import { readJqlDate } from "./jql_dates.ts";
import { instantIn, offsetAt } from "./zones.ts";

const NOW = Date.UTC(2026, 8, 1, 9, 30, 20);

function read(text: string, options: { zone?: string; quoted?: true } = {}): number {
  const { zone = "Europe/Berlin", quoted } = options;
  return readJqlDate({ text, quoted: quoted === true }, { now: NOW, zone, field: "updated" });
}

Deno.test("readJqlDate() reads written dates in the account's zone, to the minute", () => {
  equal(read("2026-09-01 11:30"), Date.UTC(2026, 8, 1, 9, 30));
  equal(read("2026/9/1 11:30", { zone: "America/Bogota" }), Date.UTC(2026, 8, 1, 16, 30));
  equal(read("2026-09-01"), Date.UTC(2026, 7, 31, 22));
});

Deno.test("readJqlDate() takes a bare number for milliseconds, whatever the zone", () => {
  equal(read("1732877091123", { zone: "Pacific/Auckland" }), 1_732_877_091_123);
});

Deno.test("readJqlDate() counts periods from now", () => {
  equal(read("-15m"), NOW - 15 * 60_000);
  equal(read("-1w 2d"), NOW - 9 * 86_400_000);
});

for (const text of ["yesterday", "2026-02-30", "2026-09-01 25:00", "2026-09-01T09:30:00"]) {
  Deno.test(`readJqlDate() refuses ${text}`, () => {
    throws(() => read(text, { quoted: true }), { message: /is invalid\. Valid formats include/ });
  });
}

Deno.test("readJqlDate() refuses milliseconds in quotes", () => {
  throws(() => read("1732877091123", { quoted: true }), { name: "JqlError" });
});

Deno.test("instantIn() finds the instant on both sides of a change of clocks", () => {
  // Berlin goes from +1 to +2 at 01:00 UTC on 29 March 2026.
  equal(instantIn("Europe/Berlin", Date.UTC(2026, 2, 29, 1, 30)), Date.UTC(2026, 2, 29, 0, 30));
  equal(instantIn("Europe/Berlin", Date.UTC(2026, 2, 29, 3, 30)), Date.UTC(2026, 2, 29, 1, 30));
  equal(offsetAt("Asia/Kolkata", NOW), 330);
});
