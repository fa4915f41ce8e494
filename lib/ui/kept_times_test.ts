import { deepEqual, equal } from "node:assert/strict";
import {
  allUntil,
  ANY_TIME,
  fieldText,
  isNarrowed,
  readBegin,
  readEnd,
  timesFor,
} from "./kept_times.ts";

const AT = new Date(2026, 10, 25, 14, 2).getTime();

Deno.test("a field is read in the reader's zone, its minute included", () => {
  equal(readBegin("2026-11-25T14:02"), AT);
  equal(readEnd("2026-11-25T14:02"), AT + 59_999);
  deepEqual([readBegin(""), readEnd("")], [null, null]);
  for (const text of ["2026-11-25T14:02", "2026-01-02T03:04", ""]) {
    deepEqual([fieldText(readBegin(text)), fieldText(readEnd(text))], [text, text]);
  }
});

Deno.test("a year may be typed figure by figure: what stands there until then is left alone", () => {
  for (const text of ["0002-11-25T14:02", "0020-11-25T14:02", "0202-11-25T14:02"]) {
    equal(fieldText(readBegin(text)), text);
    deepEqual(timesFor({ from: readBegin(text), to: readEnd(text) }), { from: 0, to: 0 });
    deepEqual(allUntil({ from: readBegin(text), to: readEnd(text) }, 9), { from: 0, to: 0 });
  }
});

Deno.test("open ends are left to the service in a list, and closed by now in an order", () => {
  deepEqual(timesFor(ANY_TIME), {});
  deepEqual(timesFor({ from: 1, to: null }), { from: 1 });
  deepEqual(allUntil(ANY_TIME, 9), { from: 0, to: 9 });
  deepEqual(allUntil({ from: 1, to: 20 }, 9), { from: 1, to: 9 });
});

Deno.test("one end is enough to leave something out", () => {
  deepEqual([ANY_TIME, { from: 1, to: null }, { from: null, to: 1 }].map(isNarrowed), [
    false,
    true,
    true,
  ]);
});
