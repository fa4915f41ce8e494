/**
 * What a close of the feed means, in plain words.
 *
 * @module
 */

import { CLOSE } from "./protocol.ts";

const WORDS: ReadonlyMap<number, string> = new Map([
  [CLOSE.draining, "The service is restarting"],
  [CLOSE.internal, "The service had an internal error"],
  [CLOSE.no_heartbeat, "The connection went silent"],
  [CLOSE.slow_consumer, "This client was too slow to keep up"],
  [CLOSE.token_expired, "The token has expired"],
  [CLOSE.rate_limited, "Too many requests: the service asked to wait"],
  [CLOSE.broken_chain, "A range of changes did not follow the one before"],
  [CLOSE.bad_frame, "The service could not read what this client sent: please report this"],
  [CLOSE.unauthorised, "The token was not accepted: sign in with a valid one"],
  [CLOSE.forbidden, "This token has no access here: ask an admin for it"],
  [CLOSE.too_many, "Too many connections are open for this token: close another one first"],
  [CLOSE.unsupported, "This client is too old for the service: please update it"],
  [CLOSE.replaced, "A newer connection of this client took over"],
]);

/** Whether a close code tells the client to stop (4500–4999) rather than to come back. */
export function isStop(code: number): boolean {
  return code >= 4500 && code <= 4999;
}

/** What a close code means for a person. `detail` is what the other side said, if anything. */
export function closeWords(code: number, detail = ""): string {
  const words = WORDS.get(code);
  if (words !== undefined) return words;
  if (detail !== "") return detail;
  if (isStop(code)) return `The service asked this client to stop (code ${code})`;
  return "The service can't be reached";
}
