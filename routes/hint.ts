/**
 * Calls that nobody signed, from a Jira too old to sign: a hint which issues to read, and nothing
 * more. What the body says is neither stored nor shown.
 *
 * @module
 */

import type { Context } from "hono";
import { decodeBody, decodeEvent, issuesNamed } from "../lib/jira/event.ts";
import type { Json } from "../lib/jira/read.ts";
import { createQuota } from "../lib/sync/refetch/quota.ts";
import { refuse } from "./answers.ts";

/** Hints taken in a minute, whoever sends them: six calls to Jira read what they name. */
const HINTS_PER_MINUTE = 600;

/** What became of a hint. */
export type HintAnswer = "hinted" | "unreadable" | "busy";

/** What taking a hint needs. */
export interface HintDeps {
  /** Asks for reads; `false`: too many are waiting. */
  readonly ask: (issueIds: readonly string[]) => Promise<boolean>;
  readonly count: (answer: HintAnswer) => void;
}

/** Takes hints. */
export interface Hints {
  /** The answer when there are too many; `null` when the call may be read. */
  refuseFlood(c: Context): Response | null;
  /** Takes the body as a hint. */
  take(c: Context, raw: Uint8Array): Promise<Response>;
}

/** Makes what takes hints of anybody. */
export function createHints(deps: HintDeps & { readonly now: () => number }): Hints {
  const quota = createQuota({ perMinute: HINTS_PER_MINUTE, now: deps.now });
  return {
    refuseFlood: (c) => {
      const wait = quota.take();
      return wait === 0 ? null : refuseMore(deps, { c, wait });
    },
    take: (c, raw) => takeHint(deps, { c, raw, check: () => Promise.resolve(null) }),
  };
}

/** A call whose body is a hint. */
export interface HintCall {
  readonly c: Context;
  readonly raw: Uint8Array;
  /** A refusal of what it says; `null`: none. */
  readonly check: (body: Json) => Promise<Response | null>;
}

/** Asks for reads of the issues that a call names. */
export async function takeHint(deps: HintDeps, call: HintCall): Promise<Response> {
  const { c, raw } = call;
  const decoded = decodeBody(raw);
  if (!decoded.ok) {
    deps.count("unreadable");
    return refuse(c, { status: 400, code: decoded.code, message: decoded.message });
  }
  const refusal = await call.check(decoded.body);
  if (refusal !== null) return refusal;
  const issues = issuesNamed(decodeEvent(decoded.body));
  if (issues.length > 0 && !await deps.ask(issues)) {
    return refuseMore(deps, { c, wait: 60_000 });
  }
  deps.count("hinted");
  return c.json({ status: "hinted", issues }, 202);
}

function refuseMore(
  deps: HintDeps,
  { c, wait }: { readonly c: Context; readonly wait: number },
): Response {
  deps.count("busy");
  return refuse(c, {
    status: 429,
    code: "too_many_hints",
    message: "Cannot take more calls now that are to be looked up in Jira. What they told is " +
      "found by the next sweep.",
    retryAfter: Math.ceil(wait / 1000),
  });
}
