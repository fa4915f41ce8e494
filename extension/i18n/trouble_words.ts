/**
 * Says what is wrong, in the reader's language.
 *
 * @module
 */

import type { Complaint, Trouble } from "../model/trouble.ts";
import type { MessageId } from "./messages.ts";
import type { Words } from "./words.ts";

/** The sentence for everything that can be wrong: what was found, and what to do where somebody can. */
export const TROUBLES: Readonly<Record<Trouble, MessageId>> = {
  draining: "trouble_draining",
  internal: "trouble_internal",
  no_heartbeat: "trouble_no_heartbeat",
  slow_consumer: "trouble_slow_consumer",
  token_expired: "trouble_token_expired",
  rate_limited: "trouble_rate_limited",
  broken_chain: "trouble_broken_chain",
  bad_frame: "trouble_bad_frame",
  unauthorised: "trouble_unauthorised",
  forbidden: "trouble_forbidden",
  too_many: "trouble_too_many",
  unsupported: "trouble_unsupported",
  replaced: "trouble_replaced",
  unreachable: "trouble_unreachable",
  no_feed: "trouble_no_feed",
  no_network: "trouble_no_network",
  closed: "trouble_closed",
  refused: "trouble_refused",
  storage_full: "trouble_storage_full",
  storage_failed: "trouble_storage_failed",
  storage_unreadable: "trouble_storage_unreadable",
  settings_refused: "trouble_settings_refused",
  snapshot_unreachable: "trouble_snapshot_unreachable",
  snapshot_refused: "trouble_snapshot_refused",
  snapshot_limited: "trouble_snapshot_limited",
  snapshot_failed: "trouble_snapshot_failed",
  no_worker: "trouble_no_worker",
  unknown: "trouble_unknown",
};

/** Where our own words do not say it all, whoever is asked for help needs those of the service. */
const WITH_DETAIL: ReadonlySet<Trouble> = new Set<Trouble>([
  "bad_frame",
  "closed",
  "refused",
  "snapshot_failed",
  "storage_failed",
  "storage_unreadable",
  "unknown",
]);

/** A complaint as a sentence, with the service's or browser's own words where they add something. */
export function troubleWords({ t }: Words, { trouble, code, detail }: Complaint): string {
  const told = t(TROUBLES[trouble], String(code ?? ""));
  return detail !== "" && WITH_DETAIL.has(trouble) ? t("trouble_detail", told, detail) : told;
}
