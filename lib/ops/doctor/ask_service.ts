/**
 * One call of the service, or of whatever stands in its place.
 *
 * @module
 */

import { reasonOf } from "../../jira/rest/exchange.ts";

/** What asking the service needs. */
export interface ServiceDeps {
  readonly fetch: typeof fetch;
  /** Longest time for an answer, ms. */
  readonly patience: number;
}

/** What came back. */
export interface Heard {
  /** `null` when there was no answer. */
  readonly status: number | null;
  /** The JSON of the answer; `null` when it is none. */
  readonly body: unknown;
  /** The answer, or why there was none, in words. */
  readonly found: string;
}

/** Asks. Never rejects because of what answers. */
export async function askService(
  url: string,
  { fetch, patience, init = {} }: ServiceDeps & { readonly init?: RequestInit },
): Promise<Heard> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), patience);
  try {
    // Whoever sends the call elsewhere must not be given the token.
    const answer = await fetch(url, { ...init, redirect: "manual", signal: late.signal });
    const text = await answer.text();
    return { status: answer.status, body: parsed(text), found: `HTTP ${answer.status}` };
  } catch (cause) {
    const found = late.signal.aborted ? `no answer within ${patience / 1000} s` : reasonOf(cause);
    return { status: null, body: null, found };
  } finally {
    clearTimeout(timer);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
