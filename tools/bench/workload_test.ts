import { deepEqual, equal, notDeepEqual, ok } from "node:assert/strict";
import { decodeBody, decodeEvent } from "../../lib/jira/event.ts";
import { HUB_HEADER, sign } from "../../lib/jira/signature.ts";
import { SECRET } from "./service.ts";
import { createWorkload, type Delivery } from "./workload.ts";

const SIZES = { issues: 5 };

/** Splits a request as a server would. */
function read({ request }: Delivery): { readonly headers: Headers; readonly raw: Uint8Array } {
  const text = new TextDecoder("latin1").decode(request);
  const end = text.indexOf("\r\n\r\n");
  const lines = text.slice(0, end).split("\r\n").slice(1);
  const headers = new Headers(lines.map((line) => line.split(": ", 2) as [string, string]));
  return { headers, raw: request.subarray(end + 4) };
}

function eventOf(delivery: Delivery) {
  const decoded = decodeBody(read(delivery).raw);
  ok(decoded.ok);
  return decodeEvent(decoded.body);
}

Deno.test("createWorkload() gives the same bytes for the same seed, and others for another", () => {
  const make = (seed: number) => createWorkload({ seed, sizes: SIZES }).changes(20);
  deepEqual(make(1), make(1));
  notDeepEqual(make(1), make(2));
});

Deno.test("createWorkload() signs whole requests of some 6 KB", () => {
  const { creations, changes } = createWorkload({ seed: 1, sizes: SIZES });
  for (const delivery of [...creations, ...changes(20)]) {
    const { headers, raw } = read(delivery);
    equal(Number(headers.get("content-length")), raw.length);
    equal(delivery.body, raw.length);
    ok(raw.length > 5_000 && raw.length < 6_500, `${raw.length} bytes`);
    equal(headers.get(HUB_HEADER), sign(raw, SECRET));
  }
});

Deno.test("createWorkload() creates every issue first, then changes each in turn", () => {
  const { creations, changes } = createWorkload({ seed: 1, sizes: SIZES });
  const made = creations.map(eventOf);
  deepEqual(made.map(({ kind }) => kind), Array(5).fill("created"));
  const ids = made.map(({ issueId }) => issueId);
  const changed = changes(15).map(eventOf);
  deepEqual(changed.map(({ issueId }) => issueId), [...ids, ...ids, ...ids]);
  ok(changed.every(({ changes }) => changes.length > 0));
});

Deno.test("createWorkload() names the item of each delivery, no two alike", () => {
  const { creations, changes } = createWorkload({ seed: 1, sizes: SIZES });
  const items = [...creations, ...changes(100)].map(({ item }) => item);
  equal(new Set(items).size, items.length);
});
