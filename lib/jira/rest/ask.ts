/**
 * Asks Jira one question: when it may be asked, with credentials, within a time, again when Jira is
 * only busy, and with the answer judged.
 *
 * @module
 */

import { type JiraAccess, secretsOf } from "./access.ts";
import type { Authorization } from "./authorization.ts";
import type { Ask, JiraAnswer, JiraCall } from "./call.ts";
import { type Exchange, exchange, type ExchangeDeps } from "./exchange.ts";
import { judge } from "./judge.ts";
import { type Hold, holdOf, LONGEST_PAUSE, pauseOf, RETRIES } from "./limits.ts";
import type { Pacer } from "./pacer.ts";

/** What asking needs. */
export interface AskDeps extends ExchangeDeps {
  readonly access: JiraAccess;
  /** Address the paths are put behind. */
  readonly root: string;
  readonly authorization: Authorization;
  readonly pacer: Pacer;
  readonly random: () => number;
}

/** Paths whose POST makes something; the others only ask. */
const WRITES = /webhooks?$/;

/** Makes the function that asks. */
export function createAsk(deps: AskDeps): Ask {
  return async (call, signal) => {
    const { raw, authorization, hold } = await insist(deps, { call, signal });
    const times = timesOf(raw);
    const json = judge(raw, {
      ...deps,
      ...times,
      call,
      secrets: [...secretsOf(deps.access), authorization.replace(/^\w+ /, "")],
      retryAfter: hold?.ms ?? null,
    });
    return { json, ...times };
  };
}

interface Question {
  readonly call: JiraCall;
  readonly signal: AbortSignal;
}

interface Try {
  readonly raw: Exchange;
  /** The header it was made with. */
  readonly authorization: string;
  /** What the answer says about asking on. */
  readonly hold: Hold | null;
}

/** The first answer of a Jira that is not too busy to give one; when it stays so, the last. */
async function insist(deps: AskDeps, question: Question): Promise<Try> {
  let renewed = false;
  for (let attempt = 0;; attempt++) {
    const made = await once(deps, question);
    if (made.raw.status === 401 && !renewed) {
      renewed = await deps.authorization.renew(made.authorization, question.signal);
      if (renewed) continue;
    }
    const again = isBusy(made.raw) && mayRepeat(question.call, made.raw);
    const pause = again ? pauseFor(attempt, { ...deps, hold: made.hold }) : made.hold;
    if (pause !== null) await deps.pacer.hold(question.call, pause);
    if (!again || attempt >= RETRIES || (made.hold?.ms ?? 0) > LONGEST_PAUSE) return made;
  }
}

async function once(deps: AskDeps, { call, signal }: Question): Promise<Try> {
  return await deps.pacer.run(call, {
    signal,
    work: async () => {
      const authorization = await deps.authorization.header(signal);
      const headers = { authorization };
      const raw = await exchange(deps, { call, root: deps.root, headers, signal });
      return { raw, authorization, hold: holdOf(raw, deps.now()) };
    },
  });
}

function isBusy({ status }: Exchange): boolean {
  return status === 429 || status === 502 || status === 503 || status === 504;
}

/** A 429 says that nothing was done. After a 5xx it may have been: a webhook is created once. */
function mayRepeat({ path, method }: JiraCall, { status }: Exchange): boolean {
  return status === 429 || method !== "POST" || !WRITES.test(path);
}

/** Held rather than waited out, so that nobody else asks meanwhile either. */
function pauseFor(
  attempt: number,
  { hold, random }: { readonly hold: Hold | null; readonly random: () => number },
): Hold {
  return {
    scope: hold?.scope ?? "endpoint",
    ms: pauseOf(attempt, { told: hold?.ms ?? 0, random }),
  };
}

/**
 * When the question was asked, on Jira's clock. `Date` counts whole seconds and is written when the
 * answer is ready, so less the time the answer took it is never later than the truth.
 */
function timesOf({ headers, began, ended }: Exchange): Omit<JiraAnswer, "json"> {
  const date = Date.parse(headers.get("date") ?? "");
  if (Number.isNaN(date)) return { observedAt: began, skew: 0 };
  const halfSecond = 500;
  return {
    observedAt: date - (ended - began),
    skew: date + halfSecond - (began + ended) / 2,
  };
}
