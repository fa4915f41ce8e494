/**
 * Asks Jira one question: with credentials, within a time, and with the answer judged.
 *
 * @module
 */

import { basicOf, type JiraAccess } from "./access.ts";
import type { Ask, JiraAnswer } from "./call.ts";
import { type Exchange, exchange, type ExchangeDeps } from "./exchange.ts";
import { judge } from "./judge.ts";

/** What asking needs. */
export interface AskDeps extends ExchangeDeps {
  readonly access: JiraAccess;
  /** Address the paths are put behind. */
  readonly root: string;
}

/** Makes the function that asks. */
export function createAsk(deps: AskDeps): Ask {
  const { access, root } = deps;
  const headers = { authorization: `Basic ${basicOf(access as never)}` };
  return async (call, signal) => {
    const raw = await exchange(deps, { call, root, headers, signal });
    return { json: judge(raw, { call, access, root }), ...timesOf(raw) };
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
