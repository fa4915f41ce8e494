import { deepEqual } from "node:assert/strict";
import { QUARANTINE_BYTES, QUARANTINE_SIZE, surplus } from "./quarantine.ts";
import type { Quarantined } from "../types.ts";

/** Calls kept, oldest first, with bodies of these lengths. */
function keptWith(...lengths: readonly number[]): Quarantined[] {
  return lengths.map((bytes, at) => ({
    id: `call-${at}`,
    site: "default",
    receivedAt: at,
    code: "not_json",
    message: "",
    attempts: 1,
    identifier: null,
    flow: null,
    retry: null,
    secret: 0,
    bytes,
    body: { encoding: "raw", chunks: 1 },
  }));
}

function idsOf(calls: readonly Quarantined[]): string[] {
  return calls.map(({ id }) => id);
}

Deno.test("surplus() is nothing while there is room", () => {
  deepEqual(surplus([]), []);
  deepEqual(surplus(keptWith(...Array(QUARANTINE_SIZE).fill(0))), []);
  deepEqual(surplus(keptWith(QUARANTINE_BYTES - 1, 1)), []);
});

Deno.test("surplus() names the oldest calls beyond the number kept", () => {
  const kept = keptWith(...Array(QUARANTINE_SIZE + 2).fill(1));
  deepEqual(idsOf(surplus(kept)), ["call-0", "call-1"]);
});

Deno.test("surplus() names the oldest calls beyond the bytes kept, and all before them", () => {
  deepEqual(idsOf(surplus(keptWith(1, QUARANTINE_BYTES, 1))), ["call-0", "call-1"]);
});

Deno.test("surplus() never names the newest call", () => {
  deepEqual(idsOf(surplus(keptWith(1, 2 * QUARANTINE_BYTES))), ["call-0"]);
});
