import { deepEqual, equal } from "node:assert/strict";
import { writeEvents, writeFrame } from "../../lib/feed/frames.ts";
import { rangeOf } from "./raw_client.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

Deno.test("rangeOf() reads the range of an events frame as the service writes it", () => {
  deepEqual(rangeOf(bytes(writeEvents({ from: 0, to: 1_203 }, '{"seq":1203}'))), {
    from: 0,
    to: 1_203,
  });
  deepEqual(rangeOf(bytes(writeEvents({ from: 98, to: 98 }, ""))), { from: 98, to: 98 });
});

Deno.test("rangeOf() is null for any other frame", () => {
  equal(rangeOf(bytes(writeFrame({ t: "error", code: "c", message: "m" }))), null);
  equal(rangeOf(bytes("")), null);
});
