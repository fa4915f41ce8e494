import { deepEqual, equal, match } from "node:assert/strict";
import fc from "fast-check";
import { matchSignatures, readSignatures, sign } from "./signature.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const BODY = encode("Hello World!");
const SECRET = "It's a Secret to Everybody";
/** Published by Atlassian with its description of X-Hub-Signature. */
const VECTOR = "a4771c39fbe90f317c7824e83ddef3caae9cb3d976c214ace1f2937e133263c9";

interface Call {
  readonly hub?: string;
  readonly plain?: string;
  readonly secrets?: readonly string[];
  readonly body?: Uint8Array;
}

function verify(call: Call) {
  const headers = new Headers();
  if (call.hub !== undefined) headers.set("X-Hub-Signature", call.hub);
  if (call.plain !== undefined) headers.set("X-Jira-Webhook-Signature", call.plain);
  const claim = readSignatures(headers);
  const secrets = call.secrets ?? [SECRET];
  return claim.ok ? matchSignatures(call.body ?? BODY, { given: claim.given, secrets }) : claim;
}

function reason(call: Call): string {
  const verdict = verify(call);
  return verdict.ok ? "accepted" : verdict.reason;
}

function message(call: Call): string {
  const verdict = verify(call);
  return verdict.ok ? "accepted" : verdict.message;
}

Deno.test("sign() gives the signature Atlassian publishes", () => {
  equal(sign(BODY, SECRET), `sha256=${VECTOR}`);
});

Deno.test("matchSignatures() accepts the published signature in either header", () => {
  deepEqual(verify({ hub: `sha256=${VECTOR}` }), { ok: true, secret: 0 });
  deepEqual(verify({ plain: VECTOR }), { ok: true, secret: 0 });
});

Deno.test("matchSignatures() names the secret that matched while secrets are rotated", () => {
  const secrets = ["brand new secret", SECRET, "very old secret"];
  deepEqual(verify({ hub: `sha256=${VECTOR}`, secrets }), { ok: true, secret: 1 });
});

Deno.test("matchSignatures() demands that both headers hold when both are sent", () => {
  const other = "0".repeat(64);
  equal(reason({ hub: `sha256=${VECTOR}`, plain: VECTOR }), "accepted");
  equal(reason({ hub: `sha256=${VECTOR}`, plain: other }), "mismatch");
  equal(reason({ hub: `sha256=${other}`, plain: VECTOR }), "mismatch");
  equal(reason({ hub: `sha256=${VECTOR}`, plain: "short" }), "malformed");
});

Deno.test("matchSignatures() refuses two headers that hold with different secrets", () => {
  const hub = sign(BODY, "first secret");
  const plain = sign(BODY, "second secret").slice("sha256=".length);
  equal(reason({ hub, plain, secrets: ["first secret", "second secret"] }), "mismatch");
});

Deno.test("matchSignatures() refuses a body changed by one bit", () => {
  const body = BODY.slice();
  body[3]! ^= 1;
  equal(reason({ hub: `sha256=${VECTOR}`, body }), "mismatch");
});

Deno.test("matchSignatures() refuses what no secret made", () => {
  equal(reason({ hub: `sha256=${VECTOR}`, secrets: ["another secret"] }), "mismatch");
  equal(reason({ hub: `sha256=${VECTOR}`, secrets: [] }), "mismatch");
});

Deno.test("matchSignatures() matches nothing with an empty secret", () => {
  equal(reason({ hub: sign(BODY, ""), secrets: [""] }), "mismatch");
});

const REFUSED: readonly [string, Call, string, RegExp][] = [
  ["no header", {}, "missing", /give the webhook a secret/],
  ["an empty header", { hub: "" }, "empty", /no value/],
  ["an empty plain header", { plain: "" }, "empty", /no value/],
  ["an empty header beside a good one", { hub: "", plain: VECTOR }, "empty", /no value/],
  ["an unknown method", { hub: `sha512=${VECTOR}` }, "unknown_method", /"sha512"/],
  ["an upper-case method", { hub: `SHA256=${VECTOR}` }, "unknown_method", /"SHA256"/],
  ["no method", { hub: VECTOR }, "malformed", /sha256=</],
  ["an empty method", { hub: `=${VECTOR}` }, "malformed", /sha256=</],
  ["a method as long as a book", { hub: `${"x".repeat(99)}=1` }, "malformed", /sha256=</],
  ["a method in the plain header", { plain: `sha256=${VECTOR}` }, "malformed", /characters/],
  ["a short signature", { hub: `sha256=${VECTOR.slice(2)}` }, "malformed", /62 digits/],
  ["a long signature", { plain: `${VECTOR}00` }, "malformed", /66 digits/],
  ["no digits", { hub: "sha256=" }, "malformed", /0 digits/],
  ["upper-case digits", { hub: `sha256=${VECTOR.toUpperCase()}` }, "malformed", /upper-case/],
  ["other characters", { hub: `sha256=${"g".repeat(64)}` }, "malformed", /characters/],
];

for (const [what, call, expected, words] of REFUSED) {
  Deno.test(`readSignatures() refuses ${what} as ${expected}`, () => {
    equal(reason(call), expected);
    match(message(call), words);
  });
}

Deno.test("readSignatures() refuses a header that was sent twice, even when one copy holds", () => {
  for (const name of ["X-Hub-Signature", "X-Jira-Webhook-Signature"]) {
    const headers = new Headers();
    headers.append(name, `sha256=${VECTOR}`);
    headers.append(name, `sha256=${VECTOR}`);
    const verdict = readSignatures(headers);
    equal(verdict.ok ? "accepted" : verdict.reason, "repeated");
  }
});

Deno.test("readSignatures() tells when the header of another product was sent", () => {
  const headers = new Headers({ "X-Hub-Signature-256": `sha256=${VECTOR}` });
  const verdict = readSignatures(headers);
  match(verdict.ok ? "accepted" : verdict.message, /X-Hub-Signature-256/);
});

Deno.test("matchSignatures() accepts what sign() made, for any body and secret", () => {
  fc.assert(fc.property(
    fc.uint8Array({ maxLength: 2_000 }),
    fc.string({ minLength: 1 }),
    (body, secret) => reason({ hub: sign(body, secret), body, secrets: [secret] }) === "accepted",
  ));
});

Deno.test("matchSignatures() never accepts a header nobody signed", () => {
  fc.assert(fc.property(
    fc.string({ unit: fc.integer({ min: 0x20, max: 0x7e }).map((c) => String.fromCharCode(c)) }),
    (value) => reason({ hub: value }) !== "accepted" && reason({ plain: value }) !== "accepted",
  ));
});
