/**
 * Whether a reader may go on from its cursor. Pure.
 *
 * @module
 */

import { type Head, headCursor } from "../mirror/types.ts";
import type { Cursor, ResetReason } from "./protocol.ts";

/** A log as one consistent read found it. */
export interface Position {
  readonly head: Head;
  /** Last trimmed seq; 0 while nothing is trimmed. */
  readonly floor: number;
}

/** What a reader says of itself. */
export interface Claim {
  readonly cursor: Cursor | null;
  /** The fingerprint it was given last time, if it kept one. */
  readonly scope?: string | undefined;
  /** It prefers a reset to reading more entries than this. */
  readonly maxBehind?: number | undefined;
}

/** `ok`: everything after `seq` can be given without a gap. */
export type Admission =
  | { readonly ok: true; readonly seq: number }
  | { readonly ok: false; readonly reason: ResetReason };

/**
 * Admits a cursor, or says why continuity cannot be proved.
 *
 * `position` must come from a strong read made after the cursor was received where the answer is
 * `ahead`: an older one may just not know of the newest entries.
 *
 * @param claim What the reader says.
 * @param now The log, and the fingerprint the reader has now.
 */
export function admit(
  claim: Claim,
  now: { readonly position: Position; readonly scope: string },
): Admission {
  const { head, floor } = now.position;
  const { cursor } = claim;
  if (cursor === null) return reset("new");
  const end = endOfTerm(head, cursor.epoch);
  if (end === null || cursor.seq > end.seq) return reset(end?.open === true ? "ahead" : "epoch");
  if (cursor.seq < floor) return reset("expired");
  if (claim.scope !== undefined && claim.scope !== now.scope) return reset("scope");
  if (claim.maxBehind !== undefined && head.seq - cursor.seq > claim.maxBehind) {
    return reset("behind");
  }
  return { ok: true, seq: cursor.seq };
}

/**
 * Up to where the log of a cursor's epoch and term is the log of this head: a file restored from a
 * copy goes on with a new term from where the copy ended, and lacks what came after it.
 */
function endOfTerm(
  head: Head,
  epoch: string,
): { readonly seq: number; readonly open: boolean } | null {
  if (epoch === headCursor(head).epoch) return { seq: head.seq, open: true };
  const at = head.terms.findIndex(({ term }) => epoch === `${head.epoch}.${term}`);
  const next = head.terms[at + 1];
  return at < 0 || next === undefined ? null : { seq: next.from, open: false };
}

function reset(reason: ResetReason): Admission {
  return { ok: false, reason };
}
