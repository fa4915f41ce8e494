/**
 * Makes Jira's registrations what they should be.
 *
 * @module
 */

import { checkRegistration, type Finding, RENEW_WITHIN_DAYS } from "./check_registration.ts";
import type { WantedRegistration, Webhooks } from "./registration.ts";

/** What is to be repaired, and by when. */
export interface Repair {
  readonly wanted: WantedRegistration;
  /** Our clock, ms. */
  readonly now: number;
  readonly signal: AbortSignal;
}

/** Findings that a change of the registration mends; a `server` never signs. */
const MENDED: Readonly<Record<Webhooks["kind"], readonly Finding["code"][]>> = {
  admin: ["disabled", "events", "jql", "no_body", "unsigned"],
  app: ["events", "jql"],
  datacenter: ["disabled", "events", "jql", "no_body", "unsigned"],
  server: ["disabled", "events", "jql", "no_body"],
};

/**
 * Creates what is missing, changes what is wrong, deletes what is there twice and renews what ends.
 * Gives what was done, a sentence each; nothing when all was well.
 *
 * @throws {JiraError} With what was done before it left as it is: to repair again goes on from there.
 */
export async function repairRegistration(webhooks: Webhooks, repair: Repair): Promise<string[]> {
  const { wanted, signal, now } = repair;
  // A signature where there can be none is not to be mended.
  const check = { wanted, kind: webhooks.kind, takesUnsigned: true, now };
  const { ours, copies, findings, daysLeft } = checkRegistration(
    await webhooks.list({ signal }),
    check,
  );
  if (ours === null) return [`Created ${await webhooks.create(wanted, { signal })}`];
  const done: string[] = [];
  let { id } = ours;
  if (findings.some(({ code }) => MENDED[webhooks.kind].includes(code))) {
    id = await webhooks.update(id, wanted, { signal });
    done.push(id === ours.id ? `Changed ${id}` : `Put ${id} in place of ${ours.id}`);
  }
  for (const copy of copies) {
    await webhooks.delete(copy.id, { signal });
    done.push(`Deleted ${copy.id}, which delivered the same once more`);
  }
  if (id === ours.id && daysLeft !== null && daysLeft < RENEW_WITHIN_DAYS) {
    const until = await webhooks.refresh(id, { signal });
    done.push(`Renewed ${id}${until === null ? "" : ` until ${new Date(until).toISOString()}`}`);
  }
  return done;
}
