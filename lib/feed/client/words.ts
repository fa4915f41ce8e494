/**
 * What a close of the feed means, in plain words, and what an error of its owner says.
 *
 * @module
 */

import { CLOSE } from "../protocol.ts";

/** Name of a close code. */
export type CloseName = keyof typeof CLOSE;

const WORDS: Readonly<Record<CloseName, string>> = {
  draining: "The service is restarting",
  internal: "The service had an internal error",
  no_heartbeat: "The connection went silent",
  slow_consumer: "This client was too slow to keep up",
  token_expired: "The token has expired",
  rate_limited: "Too many requests: the service asked to wait",
  broken_chain: "A range of changes did not follow the one before",
  bad_frame: "The service could not read what this client sent: please report this",
  unauthorised: "The token was not accepted: sign in with a valid one",
  forbidden: "This token has no access here: ask an admin for it",
  too_many: "Too many connections are open for this token: close another one first",
  unsupported: "This client is too old for the service: please update it",
  replaced: "A newer connection of this client took over",
};

const NAMES: ReadonlyMap<number, CloseName> = new Map(
  Object.entries(CLOSE).map(([name, code]) => [code, name as CloseName]),
);

/** What the protocol calls a close code; `null` for one it does not know. */
export function closeName(code: number): CloseName | null {
  return NAMES.get(code) ?? null;
}

/** Whether a close code tells the client to stop (4500–4999) rather than to come back. */
export function isStop(code: number): boolean {
  return code >= 4500 && code <= 4999;
}

/** What a close code means for a person. `detail` is what the other side said, if anything. */
export function closeWords(code: number, detail = ""): string {
  const name = closeName(code);
  if (name !== null) return WORDS[name];
  if (detail !== "") return detail;
  if (isStop(code)) return `The service asked this client to stop (code ${code})`;
  return "The service can't be reached";
}

/** Name of what failed: the error's `code`, `unknown` where it has none. */
export function failureOf(error: unknown): string {
  const isNamed = error instanceof Error && "code" in error && typeof error.code === "string";
  return isNamed ? error.code as string : "unknown";
}

/** What an error says. */
export function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
