/**
 * Checks that take no longer than somebody waits for them.
 *
 * @module
 */

import { JiraError } from "../../jira/rest/types.ts";

/** Why something was not found out. */
export type Failure = { readonly ok: false; readonly code: string; readonly message: string };

/** What was found out, or why nothing was. */
export type Found<T> = { readonly ok: true; readonly value: T } | Failure;

/** Asks Jira, for `patience` ms at most. Never rejects because of what Jira does. */
export async function askJira<T>(
  patience: number,
  ask: (options: { readonly signal: AbortSignal }) => Promise<T>,
): Promise<Found<T>> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), patience);
  try {
    return { ok: true, value: await ask({ signal: late.signal }) };
  } catch (cause) {
    if (!(cause instanceof JiraError)) throw cause;
    const { code } = cause;
    if (code !== "stopped") return { ok: false, code, message: cause.message };
    const message =
      `Jira gave no good answer within ${patience / 1000} s. It may be overloaded, or ` +
      "slow, or a proxy in between is: try again";
    return { ok: false, code, message };
  } finally {
    clearTimeout(timer);
  }
}
