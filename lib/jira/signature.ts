/**
 * Who may speak for Jira: the HMAC of a webhook delivery, over the bytes as they came.
 *
 * @module
 */

import { createHmac, timingSafeEqual } from "node:crypto";

/** Sent by Jira Cloud and by Data Center from version 10: `sha256=<64 hex digits>`. */
export const HUB_HEADER = "X-Hub-Signature";

/** The plain form, for senders that are not Jira itself: 64 hex digits and nothing else. */
const PLAIN_HEADER = "X-Jira-Webhook-Signature";

/**
 * Why a delivery is refused.
 *
 * - `missing`: neither header was sent.
 * - `empty`: a header was sent without a value.
 * - `repeated`: a header was sent more than once.
 * - `unknown_method`: `X-Hub-Signature` names a method other than `sha256`.
 * - `malformed`: not 64 lower-case hex digits.
 * - `mismatch`: well-formed, and made with none of the active secrets over these bytes.
 */
export type SignatureProblem =
  | "missing"
  | "empty"
  | "repeated"
  | "unknown_method"
  | "malformed"
  | "mismatch";

/** A refusal: `reason` to decide by, `message` to show. The message never tells what was expected. */
export type SignatureRefusal = {
  readonly ok: false;
  readonly reason: SignatureProblem;
  readonly message: string;
};

/** The verdict; `secret` is the index of the secret that matched, 0 being the newest. */
export type SignatureVerdict = { readonly ok: true; readonly secret: number } | SignatureRefusal;

/** Well-formed signatures in hex, not checked yet. */
export interface SignatureClaim {
  readonly ok: true;
  readonly given: readonly string[];
}

const HEX = /^[0-9a-f]{64}$/;
const METHOD = "sha256";
/** A method is echoed in a message; longer ones are no method at all. */
const LONGEST_METHOD = 32;

/**
 * The signatures a delivery claims to have: what can be refused before its body is read.
 *
 * Only lower-case hex is a signature: it is what Jira sends, and one spelling per signature leaves
 * nothing to be normalised on the way. The method is read and unknown ones are refused, because
 * Atlassian says that it may change
 * (https://developer.atlassian.com/cloud/jira/platform/webhooks/).
 */
export function readSignatures(headers: Headers): SignatureClaim | SignatureRefusal {
  const given: string[] = [];
  for (const read of [hubSignature, plainSignature]) {
    const found = read(headers);
    if (typeof found === "string") given.push(found);
    else if (found !== null) return found;
  }
  return given.length === 0 ? refuseMissing(headers) : { ok: true, given };
}

/**
 * Checks the signatures a delivery claims to have over its raw body, in constant time. Several must
 * all hold, with the same secret. `secrets` are the active ones, newest first; an empty one matches
 * nothing.
 */
export function matchSignatures(
  raw: Uint8Array,
  { given, secrets }: { readonly given: readonly string[]; readonly secrets: readonly string[] },
): SignatureVerdict {
  const secret = secrets.findIndex((each) => each !== "" && holds(digest(raw, each), given));
  return secret >= 0 ? { ok: true, secret } : refuse(
    "mismatch",
    "it was made with another secret or over other bytes; set the same secret in Jira and here",
  );
}

/** The value of `X-Hub-Signature` for these bytes: `sha256=` and 64 lower-case hex digits. */
export function sign(raw: Uint8Array, secret: string): string {
  return `${METHOD}=${digest(raw, secret).toHex()}`;
}

function digest(raw: Uint8Array, secret: string): Uint8Array {
  return createHmac(METHOD, secret).update(raw).digest();
}

function holds(expected: Uint8Array, given: readonly string[]): boolean {
  return given.every((hex) => timingSafeEqual(expected, Uint8Array.fromHex(hex)));
}

function hubSignature(headers: Headers): string | SignatureRefusal | null {
  const value = single(headers, HUB_HEADER);
  if (typeof value !== "string") return value;
  const at = value.indexOf("=");
  if (at <= 0 || at > LONGEST_METHOD) {
    return refuse("malformed", `${HUB_HEADER} must read ${METHOD}=<64 hex digits>`);
  }
  const method = value.slice(0, at);
  if (method !== METHOD) {
    return refuse(
      "unknown_method",
      `${HUB_HEADER} uses the method ${JSON.stringify(method)}; only ${METHOD} is understood`,
    );
  }
  return hexDigits(value.slice(at + 1), HUB_HEADER);
}

function plainSignature(headers: Headers): string | SignatureRefusal | null {
  const value = single(headers, PLAIN_HEADER);
  return typeof value === "string" ? hexDigits(value, PLAIN_HEADER) : value;
}

/** `Headers` joins repeated headers with a comma, which no signature contains. */
function single(headers: Headers, name: string): string | SignatureRefusal | null {
  const value = headers.get(name);
  if (value === null) return null;
  if (value === "") return refuse("empty", `${name} has no value`);
  if (value.includes(",")) return refuse("repeated", `${name} was sent more than once`);
  return value;
}

function hexDigits(value: string, name: string): string | SignatureRefusal {
  if (HEX.test(value)) return value;
  const state = /^[0-9a-f]{64}$/i.test(value)
    ? "upper-case digits"
    : /^[0-9a-f]*$/i.test(value)
    ? `${value.length} digits`
    : "other characters";
  return refuse("malformed", `${name} must hold 64 lower-case hex digits, and has ${state}`);
}

function refuseMissing(headers: Headers): SignatureRefusal {
  return refuse(
    "missing",
    headers.has("X-Hub-Signature-256")
      ? `${HUB_HEADER} was not sent; X-Hub-Signature-256 is another product's header`
      : `${HUB_HEADER} was not sent; give the webhook a secret in Jira`,
  );
}

function refuse(reason: SignatureProblem, state: string): SignatureRefusal {
  return { ok: false, reason, message: `Cannot verify the signature: ${state}` };
}
