/**
 * Deliveries that Jira gave up, where it tells of them: the issues they were about are read, so that
 * nobody waits for a sweep, or for ever for what only a webhook would have told.
 *
 * @module
 */

import { decodeBody, decodeEvent, issuesNamed } from "../../jira/event.ts";
import type { FailedDelivery, Webhooks } from "../../jira/rest/registration.ts";
import { sameUrl } from "../../jira/rest/check_registration.ts";
import {
  changeRegistrationState,
  readRegistrationState,
  type StateWriter,
} from "./registration_state.ts";

/** What asking for the reads needs. */
export interface FailedDeps extends StateWriter {
  /** Asks for reads of issues; `false`: too many are waiting. */
  readonly hint: (issueIds: readonly string[]) => Promise<boolean>;
  readonly log: (message: string) => void;
}

/** Asks for reads of what deliveries to `url` told of that failed since it was last looked. */
export async function readFailed(
  deps: FailedDeps,
  { webhooks, url, signal }: {
    readonly webhooks: Webhooks;
    readonly url: string;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  const { failedUntil } = await readRegistrationState(deps);
  const failed = await webhooks.failed(failedUntil, { signal });
  const last = failed?.at(-1);
  if (!failed || last === undefined) return;
  const ours = failed.filter((each) => sameUrl(each.url, url));
  const issues = [...new Set(ours.flatMap(issuesOf))];
  // Where too many wait, it is tried again by the next look.
  if (issues.length > 0 && !await deps.hint(issues)) return;
  await changeRegistrationState(deps, () => ({ failedUntil: last.failedAt }));
  if (ours.length === 0) return;
  deps.log(
    `Webhooks that Jira gave up delivering: ${ours.length}; issues read for that: ${issues.length}`,
  );
}

function issuesOf({ body }: FailedDelivery): readonly string[] {
  if (body === null) return [];
  const decoded = decodeBody(new TextEncoder().encode(body));
  return decoded.ok ? issuesNamed(decodeEvent(decoded.body)) : [];
}
