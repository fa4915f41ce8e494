import { equal } from "node:assert/strict";
import fc from "fast-check";
import { parseDay, parseInstant } from "./instant.ts";

const READ: readonly [string, string][] = [
  ["2019-02-27T13:30:21.153+0300", "2019-02-27T10:30:21.153Z"],
  ["2019-08-11T18:49:13.412-0700", "2019-08-12T01:49:13.412Z"],
  ["2026-09-23T00:18:35.652+0530", "2026-09-22T18:48:35.652Z"],
  ["2019-02-27T13:30:21.153-0330", "2019-02-27T17:00:21.153Z"],
  ["2019-02-27T13:30:21.153-0030", "2019-02-27T14:00:21.153Z"],
  ["2019-02-27T13:30:21.153+03:00", "2019-02-27T10:30:21.153Z"],
  ["2019-02-27T13:30:21+03", "2019-02-27T10:30:21.000Z"],
  ["2019-02-27T13:30:21.153Z", "2019-02-27T13:30:21.153Z"],
  ["2019-02-27T13:30:21.1Z", "2019-02-27T13:30:21.100Z"],
  ["2019-02-27T13:30:21.153999Z", "2019-02-27T13:30:21.153Z"],
  ["2019-02-27 13:30Z", "2019-02-27T13:30:00.000Z"],
  ["2020-02-29T23:59:59.999+0000", "2020-02-29T23:59:59.999Z"],
];

for (const [text, expected] of READ) {
  Deno.test(`parseInstant() reads ${text}`, () => {
    equal(parseInstant(text), Date.parse(expected));
  });
}

const UNREADABLE: readonly unknown[] = [
  "2019-02-27T13:30:21.153", // No offset: no instant.
  "2018-12-18 11:57:24,746",
  "2019-02-29T00:00:00.000+0000",
  "2019-04-31T00:00:00.000+0000",
  "2019-13-01T00:00:00.000+0000",
  "2019-02-27T24:00:00.000+0000",
  "2019-02-27T13:60:00.000+0000",
  "2019-02-27T13:30:60.000+0000",
  "2019-02-27T13:30:21.153+2400",
  "2019-02-27T13:30:21.153+0300 ",
  "2 days ago",
  "",
  1551263421153,
  null,
  ["2019-02-27T13:30:21.153+0300"],
];

for (const value of UNREADABLE) {
  Deno.test(`parseInstant() finds no instant in ${JSON.stringify(value)}`, () => {
    equal(parseInstant(value), null);
  });
}

Deno.test("parseInstant() reads one instant alike, whatever the offset it is written with", () => {
  fc.assert(fc.property(
    fc.integer({ min: 0, max: Date.UTC(2100, 0) }),
    fc.integer({ min: -14 * 60, max: 14 * 60 }),
    (at, offset) => {
      const local = new Date(at + offset * 60_000).toISOString().slice(0, -1);
      const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60];
      const digits = `${hours}`.padStart(2, "0") + `${minutes}`.padStart(2, "0");
      equal(parseInstant(`${local}${offset < 0 ? "-" : "+"}${digits}`), at);
    },
  ));
});

Deno.test("parseDay() reads days that exist and nothing else", () => {
  equal(parseDay("2019-02-27"), Date.UTC(2019, 1, 27));
  for (const day of ["2019-02-30", "2019-2-27", "27/Feb/19", "2019-02-27T00:00Z", ""]) {
    equal(parseDay(day), null, day);
  }
});
