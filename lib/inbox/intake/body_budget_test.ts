import { deepEqual, equal, ok } from "node:assert/strict";
import { createBodyReader, MAX_BODY, MAX_IN_FLIGHT } from "./body_budget.ts";

const LONG = 60_000;

/** A body that comes in `parts` and then stays open, and whether somebody cancelled it. */
function openBody(parts: readonly Uint8Array<ArrayBuffer>[]) {
  const state = { cancelled: false };
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start: (controller) => parts.forEach((part) => controller.enqueue(part)),
    cancel: () => void (state.cancelled = true),
  });
  return { state, request: new Request("http://service/", { method: "POST", body }) };
}

function requestOf(body: Uint8Array<ArrayBuffer> | null, headers: HeadersInit = {}): Request {
  return new Request("http://service/", { method: "POST", body, headers });
}

Deno.test("read() gives the bytes as they came, with or without a declared length", async () => {
  const bodies = createBodyReader(LONG);
  const bytes = new Uint8Array([1, 2, 3]);
  for (const headers of [{}, { "content-length": "3" }] as const) {
    const result = await bodies.read(requestOf(bytes, headers));
    ok(result.ok);
    deepEqual(result.raw, bytes);
    result.release();
  }
  const empty = await bodies.read(requestOf(null));
  ok(empty.ok && empty.raw.length === 0);
});

Deno.test("read() refuses a body declared too long without reading it", async () => {
  const { state, request } = openBody([]);
  request.headers.set("content-length", `${MAX_BODY + 1}`);
  deepEqual(await createBodyReader(LONG).read(request), { ok: false, code: "too_large" });
  equal(request.bodyUsed, false);
  equal(state.cancelled, false);
});

Deno.test("read() stops reading a body that turns out too long", async () => {
  const part = new Uint8Array(1024 * 1024);
  const { state, request } = openBody(Array(26).fill(part));
  deepEqual(await createBodyReader(LONG).read(request), { ok: false, code: "too_large" });
  ok(state.cancelled);
});

Deno.test("read() lets go of a body that stalls: its bytes may not outlive the answer", async () => {
  const { state, request } = openBody([new Uint8Array(100_000)]);
  deepEqual(await createBodyReader(1).read(request), { ok: false, code: "slow" });
  ok(state.cancelled);
});

Deno.test("read() calls a body that breaks off aborted", async () => {
  const body = new ReadableStream({ pull: (controller) => controller.error(new Error("reset")) });
  const request = new Request("http://service/", { method: "POST", body });
  deepEqual(await createBodyReader(LONG).read(request), { ok: false, code: "aborted" });
});

Deno.test("read() holds at most 64 MB at a time, and room comes back with each release", async () => {
  const bodies = createBodyReader(LONG);
  const bytes = new Uint8Array(MAX_BODY);
  const held = [];
  for (let sum = 0; sum + MAX_BODY <= MAX_IN_FLIGHT; sum += MAX_BODY) {
    const result = await bodies.read(requestOf(bytes));
    ok(result.ok);
    held.push(result);
  }
  deepEqual(await bodies.read(requestOf(bytes)), { ok: false, code: "busy" });
  held[0]!.release();
  held[0]!.release();
  ok((await bodies.read(requestOf(bytes))).ok);
  deepEqual(await bodies.read(requestOf(bytes)), { ok: false, code: "busy" });
});

Deno.test("read() takes no room for a body it refused", async () => {
  const bodies = createBodyReader(1);
  const part = new Uint8Array(16 * 1024 * 1024);
  for (let at = 0; at < 8; at++) {
    deepEqual(await bodies.read(openBody([part]).request), { ok: false, code: "slow" });
  }
});

Deno.test("read() has room for those who send, however many declare much and send nothing", async () => {
  const bodies = createBodyReader(100);
  const silent = Array.from({ length: 1_100 }, () => {
    const { request } = openBody([]);
    request.headers.set("content-length", String(64 * 1024));
    return bodies.read(request);
  });
  const headers = { "content-length": "6000" };
  const sent = await bodies.read(requestOf(new Uint8Array(6_000), headers));
  equal(sent.ok, true);
  const given = await Promise.all(silent);
  ok(given.every((each) => !each.ok && each.code === "slow"));
});
