import { deepEqual, equal, match } from "node:assert/strict";
import { byteLength, CLIENT_FRAMES, readFrame, writeEvents } from "./frames.ts";
import { LIMITS } from "./protocol.ts";

const hello = { t: "hello", token: "secret", client: "install" };

function messageOf(value: unknown): string {
  const read = readFrame(typeof value === "string" ? value : JSON.stringify(value));
  return read.ok === false ? read.message : `read as ${JSON.stringify(read)}`;
}

Deno.test("readFrame() reads every frame a client may send", () => {
  const frames = [
    { ...hello, cursor: { epoch: "e.t", seq: 4 }, subs: { me: ["a"], any: [{ kinds: ["x"] }] } },
    { t: "subs", rev: 1, subs: {} },
    { t: "start", cursor: { epoch: "e.t", seq: 0 } },
    { t: "ack", seq: 12 },
    { t: "auth", token: "other" },
  ];
  deepEqual(frames.map(({ t }) => t), CLIENT_FRAMES);
  for (const frame of frames) deepEqual(readFrame(JSON.stringify(frame)), { ok: true, frame });
});

Deno.test("readFrame() reads an acknowledgement however it is spelled", () => {
  const frame = { t: "ack", seq: 12 };
  deepEqual(readFrame(' { "seq": 12, "t": "ack" } '), { ok: true, frame });
  match(messageOf('{"t":"ack","seq":1234567890123456}'), /ack: seq: /);
  match(messageOf({ t: "ack", seq: -1 }), /ack: seq: /);
  match(messageOf({ t: "ack", seq: 1.5 }), /ack: seq: /);
});

Deno.test("readFrame() leaves out fields it does not know", () => {
  const read = readFrame(JSON.stringify({ ...hello, new: 1, subs: { later: true } }));
  deepEqual(read, { ok: true, frame: { ...hello, subs: {} } });
});

Deno.test("readFrame() puts the keys of a subscription in capitals", () => {
  const subs = (projects: string[], issues: string[]) => ({ any: [{ projects, issues }] });
  const read = readFrame(JSON.stringify({ ...hello, subs: subs(["shop", "1"], ["shop-1"]) }));
  deepEqual(read, { ok: true, frame: { ...hello, subs: subs(["SHOP", "1"], ["SHOP-1"]) } });
});

Deno.test("readFrame() names a frame it does not know without calling it broken", () => {
  deepEqual(readFrame('{"t":"wave"}'), { ok: "unknown", type: "wave" });
  deepEqual(readFrame('{"t":"toString"}'), { ok: "unknown", type: "toString" });
});

Deno.test("readFrame() says what is wrong", () => {
  equal(messageOf("{"), "Cannot read the frame: not JSON");
  equal(messageOf("null"), "Cannot read the frame: not a JSON object");
  equal(messageOf("[]"), "Cannot read the frame: not a JSON object");
  equal(messageOf("{}"), 'Cannot read the frame: no text in field "t"');
  match(messageOf({ ...hello, token: 1 }), /hello: token: /);
  match(messageOf({ ...hello, client: undefined }), /hello: client: /);
  match(messageOf({ ...hello, cursor: { epoch: "a b", seq: 1 } }), /hello: cursor\.epoch: /);
  match(
    messageOf({ ...hello, subs: { any: [{}, { kinds: [1] }] } }),
    /subs\.any\[1\]\.kinds\[0\]: /,
  );
  match(messageOf({ ...hello, subs: { any: [{ roles: ["boss"] }] } }), /roles\[0\]: /);
});

Deno.test("readFrame() keeps to the limits", () => {
  const names = (count: number) => Array.from({ length: count }, (_, at) => `${at}`);
  const subs = (any: unknown[]) => ({ t: "subs", rev: 1, subs: { any } });
  equal(readFrame(JSON.stringify(subs([{ issues: names(LIMITS.list) }]))).ok, true);
  match(messageOf(subs([{ issues: names(LIMITS.list + 1) }])), /any\[0\]\.issues: /);
  equal(readFrame(JSON.stringify(subs(Array(LIMITS.clauses).fill({})))).ok, true);
  match(messageOf(subs(Array(LIMITS.clauses + 1).fill({}))), /subs\.any: /);
  match(messageOf({ t: "subs", rev: 1, subs: { me: names(6) } }), /subs\.me: /);
});

Deno.test("readFrame() measures a frame in bytes", () => {
  const padded = (fill: string, length: number) => {
    const frame = JSON.stringify({ ...hello, pad: "" });
    return frame.replace('"pad":""', `"pad":"${fill.repeat(length - frame.length)}"`);
  };
  equal(readFrame(padded("x", LIMITS.client_frame)).ok, true);
  match(messageOf(padded("x", LIMITS.client_frame + 1)), /longer than 16384 bytes/);
  match(messageOf(padded("é", LIMITS.client_frame / 2 + 100)), /longer than 16384 bytes/);
});

Deno.test("writeEvents() puts items that are JSON already into a frame", () => {
  const frame = JSON.parse(writeEvents({ from: 1, to: 3 }, '{"seq":2},{"seq":3}'));
  deepEqual(frame, { t: "events", from: 1, to: 3, items: [{ seq: 2 }, { seq: 3 }] });
});

Deno.test("byteLength() counts a text as UTF-8, as the socket will send it", () => {
  for (const text of ["", "plain", "Grüße", "進捗", "🚀", "half a pair: \uD83D"]) {
    equal(byteLength(text), new TextEncoder().encode(text).byteLength, text);
  }
});
