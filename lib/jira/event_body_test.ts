import { deepEqual, equal, match } from "node:assert/strict";
import { decodeBody, decodeEvent } from "./event.ts";

const encode = (text: string) => new TextEncoder().encode(text);

function refusal(raw: Uint8Array): string {
  const decoded = decodeBody(raw);
  return decoded.ok ? "decoded" : `${decoded.code}: ${decoded.message}`;
}

Deno.test("decodeBody() gives the object of a body that names an event", () => {
  const decoded = decodeBody(encode('{"webhookEvent":"x","ø":1}'));
  deepEqual(decoded, { ok: true, body: { webhookEvent: "x", "ø": 1 } });
});

Deno.test("decodeBody() reads past a byte order mark", () => {
  equal(decodeBody(encode('\ufeff{"webhookEvent":"x"}')).ok, true);
});

Deno.test("decodeBody() says what is wrong with a body", () => {
  match(refusal(new Uint8Array()), /^not_json: .*Exclude body/);
  match(refusal(Uint8Array.of(0x7b, 0xff, 0x7d)), /^not_utf8: .*UTF-8/);
  match(refusal(encode("timestamp=1")), /^not_json: /);
  match(refusal(encode('{"webhookEvent":"x"')), /^not_json: /);
  for (const text of ["[]", "null", "1", '"webhookEvent"']) {
    match(refusal(encode(text)), /^not_object: /, text);
  }
  for (const name of ["null", "1", '""', '["x"]', '{"a":1}']) {
    match(refusal(encode(`{"webhookEvent":${name}}`)), /^no_event: /, name);
  }
  match(refusal(encode("{}")), /^no_event: .*webhookEvent/);
});

Deno.test("decodeBody() reads on after a body that was not UTF-8", () => {
  decodeBody(Uint8Array.of(0xe2, 0x82));
  equal(decodeBody(encode('{"webhookEvent":"x"}')).ok, true);
});

Deno.test("decodeBody() and decodeEvent() survive a million levels of nesting", () => {
  const deep = "[".repeat(1_000_000) + "]".repeat(1_000_000);
  const decoded = decodeBody(encode(`{"webhookEvent":"x","issue":{"id":"1","fields":${deep}}}`));
  equal(decoded.ok && decodeEvent(decoded.body).issueId, "1");
});
