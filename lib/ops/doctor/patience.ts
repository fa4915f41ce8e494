/**
 * Checks that take no longer than somebody waits for them.
 *
 * @module
 */

import { JiraError } from "../../jira/rest/types.ts";
import { answered, SILENT } from "../../store/answered.ts";
import { StoreError } from "../../store/types.ts";

/** Why something was not found out. */
export type Failure = { readonly ok: false; readonly code: string; readonly message: string };

/** What was found out, or why nothing was. */
export type Found<T> = { readonly ok: true; readonly value: T } | Failure;

/** Asks Jira, for `patience` ms at most. Never rejects because of what Jira or the store does. */
export async function askJira<T>(
  patience: number,
  ask: (options: { readonly signal: AbortSignal }) => Promise<T>,
): Promise<Found<T>> {
  const ended = new AbortController();
  try {
    const value = await answered(ask({ signal: ended.signal }), patience);
    if (value !== SILENT) return { ok: true, value };
    const message =
      `Jira gave no good answer within ${patience / 1000} s. It may be overloaded, or ` +
      "slow, or a proxy in between is: try again";
    return { ok: false, code: "stopped", message };
  } catch (cause) {
    if (!(cause instanceof JiraError || cause instanceof StoreError)) throw cause;
    return { ok: false, code: cause.code, message: cause.message };
  } finally {
    ended.abort();
  }
}
