/**
 * Deliveries to an app's webhooks that Jira gave up. It remembers them for three days, and tells of
 * them where it lets an app ask: by its documentation that is Connect apps only, by its list of scopes
 * OAuth apps, too. So it is asked, and a refusal is an answer.
 *
 * @module
 */

import { z } from "zod";
import { type Ask, type JiraCall, readAnswer } from "./call.ts";
import type { FailedDelivery } from "./registration.ts";
import { JiraError } from "./types.ts";

const PATH = "/rest/api/2/webhook/failed";

/** Deliveries of a page: each may carry a whole issue. */
const PAGE = 100;

/** Pages read at once; the rest comes the next time. */
const MAX_PAGES = 20;

const Page = z.object({
  values: z.array(z.object({
    url: z.string(),
    body: z.string().nullish(),
    failureTime: z.number(),
  })),
  next: z.string().nullish(),
});

/** Those given up after `since` (ms), the oldest first; `null` where Jira does not tell this app. */
export async function listFailed(
  ask: Ask,
  { since, signal }: { readonly since: number; readonly signal: AbortSignal },
): Promise<readonly FailedDelivery[] | null> {
  const found: FailedDelivery[] = [];
  let after = since;
  for (let page = 0; page < MAX_PAGES; page++) {
    const query = { after: String(after), maxResults: String(PAGE) };
    const call: JiraCall = { action: "list failed deliveries", method: "GET", path: PATH, query };
    const answer = await askIfTold(ask, { call, signal });
    if (answer === null) return null;
    const { values, next } = readAnswer(answer, { call, shape: Page });
    found.push(
      ...values.map(({ url, body, failureTime }) => ({
        url,
        body: body ?? null,
        failedAt: failureTime,
      })),
    );
    const last = found.at(-1)?.failedAt ?? after;
    if (typeof next !== "string" || last <= after) break;
    after = last;
  }
  return found;
}

async function askIfTold(
  ask: Ask,
  { call, signal }: { readonly call: JiraCall; readonly signal: AbortSignal },
) {
  try {
    return await ask(call, signal);
  } catch (cause) {
    const isUntold = cause instanceof JiraError &&
      (cause.code === "forbidden" || cause.code === "not_found");
    if (isUntold) return null;
    throw cause;
  }
}
