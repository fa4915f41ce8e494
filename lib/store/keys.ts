/**
 * Every key of the store. A builder without its last arguments gives the prefix of a range.
 *
 * @module
 */

import type { Key } from "./types.ts";

/** A key as one text, by which maps and sets find it again; no part of a key holds a line break. */
export function keyName(key: Key): string {
  return key.join("\n");
}

/** Things made once for the whole store: secret, admin token, lock of the first start. */
export function configKey(name: string): Key {
  return ["config", name];
}

/** Head of a site's log. */
export function headKey(site: string): Key {
  return ["head", site];
}

/** Last trimmed `seq` of a site's log. */
export function floorKey(site: string): Key {
  return ["floor", site];
}

/** Entries of a site's log, by `seq`. */
export function logKey(site: string, seq?: number): Key {
  return seq === undefined ? ["log", site] : ["log", site, seq];
}

/** An issue's row, by Jira's numeric id as text. */
export function issueKey(site: string, id?: string): Key {
  return id === undefined ? ["issue", site] : ["issue", site, id];
}

/** Which issue an issue key (`ABC-1`) belongs, or belonged, to. */
export function aliasKey(site: string, key: string): Key {
  return ["alias", site, key.toUpperCase()];
}

/** Issues by their last update, for lists. */
export function updatedKey(site: string, updated?: number, id?: string): Key {
  if (updated === undefined) return ["updated", site];
  return id === undefined ? ["updated", site, updated] : ["updated", site, updated, id];
}

/** A comment, worklog, link, attachment, sprint, version, project … */
export function partKey(site: string, part: { readonly kind: string; readonly id: string }): Key {
  return ["part", site, part.kind, part.id];
}

/** Dedupe mark of a delivery's identifier or of a body's hash. */
export function markKey(
  site: string,
  mark: { readonly by: "id" | "hash"; readonly value: string },
): Key {
  return ["mark", site, mark.by, mark.value];
}

/** Accepted deliveries waiting to be applied, by due time (ms). */
export function inboxKey(due?: number, id?: string): Key {
  if (due === undefined) return ["inbox"];
  return id === undefined ? ["inbox", due] : ["inbox", due, id];
}

/** Written with whatever moves an old delivery to where a reader of the inbox has been already. */
export function movedKey(site: string): Key {
  return ["moved", site];
}

/** Chunks of a delivery's raw body. */
export function bodyKey(site: string, id?: string, chunk?: number): Key {
  if (id === undefined) return ["body", site];
  return chunk === undefined ? ["body", site, id] : ["body", site, id, chunk];
}

/** Bodies staged before their delivery is visible: what a janitor may remove when abandoned. */
export function stagedKey(id?: string): Key {
  return id === undefined ? ["staged"] : ["staged", id];
}

/** How a delivery ended. */
export function deliveryKey(site: string, id?: string): Key {
  return id === undefined ? ["delivery", site] : ["delivery", site, id];
}

/** Deliveries that can't be applied. */
export function deadKey(site: string, id?: string): Key {
  return id === undefined ? ["dead", site] : ["dead", site, id];
}

/** Deliveries of a Jira that is not the one a site's issues are of. */
export function foreignKey(site: string, id?: string): Key {
  return id === undefined ? ["foreign", site] : ["foreign", site, id];
}

/** Which Jira a site's issues are of. */
export function homeKey(site: string): Key {
  return ["home", site];
}

/** Calls that can't be read, or not be verified. */
export function quarantineKey(site: string, id?: string): Key {
  return id === undefined ? ["quarantine", site] : ["quarantine", site, id];
}

/** Issues to be read again by id. */
export function refetchKey(site: string, issueId?: string): Key {
  return issueId === undefined ? ["refetch", site] : ["refetch", site, issueId];
}

/** Runs of the comparison with Jira, by their ULID. */
export function syncRunKey(site: string, id?: string): Key {
  return id === undefined ? ["sync_run", site] : ["sync_run", site, id];
}

/** Which run of a kind has begun and not ended. */
export function syncOpenKey(site: string, kind?: string): Key {
  return kind === undefined ? ["sync_open", site] : ["sync_open", site, kind];
}

/** Which run of a kind has ended last. */
export function syncLastKey(site: string, kind?: string): Key {
  return kind === undefined ? ["sync_last", site] : ["sync_last", site, kind];
}

/** What a job of the comparison with Jira remembers from one step to the next. */
export function syncStateKey(site: string, name: string): Key {
  return ["sync_state", site, name];
}

/** What an operator should look at, by its code and the project it is about. */
export function alarmKey(
  site: string,
  alarm?: { readonly code: string; readonly project: string | null },
): Key {
  return alarm === undefined ? ["alarm", site] : ["alarm", site, alarm.code, alarm.project ?? "-"];
}

/** Issues the mirror thinks alive and a read by id did not find. */
export function suspectKey(site: string, issueId?: string): Key {
  return issueId === undefined ? ["suspect", site] : ["suspect", site, issueId];
}

/** How each project compared with Jira last, by its id. */
export function censusKey(site: string, project?: string): Key {
  return project === undefined ? ["census", site] : ["census", site, project];
}

/** Issues that no search lists though they are there, as they were archived one by one. */
export function archivedIssueKey(site: string, issueId?: string): Key {
  return issueId === undefined ? ["archived_issue", site] : ["archived_issue", site, issueId];
}

/** Projects of which an operator has confirmed that many issues are gone. */
export function confirmedKey(site: string, project?: string): Key {
  return project === undefined ? ["confirmed", site] : ["confirmed", site, project];
}

/** When the inbox has a delivery due that waits for an issue to become known. */
export function heldKey(site: string, issueId?: string, delivery?: string): Key {
  if (issueId === undefined) return ["held", site];
  return delivery === undefined ? ["held", site, issueId] : ["held", site, issueId, delivery];
}

/** Tokens of the app that reads a site's Jira. */
export function jiraTokensKey(site: string): Key {
  return ["jira_tokens", site];
}

/** Until when (ms) an endpoint of a site's Jira, or all of it, is not to be asked. */
export function jiraHoldKey(site: string, subject: string): Key {
  return ["jira_hold", site, subject];
}

/** A lease one worker among many holds for a job. */
export function leaseKey(job: string): Key {
  return ["lease", job];
}

/** Rung, in the commit itself, when there is new work; watched by polled queues. */
export function bellKey(): Key {
  return ["bell"];
}

/** Written and removed again by whoever wants to know whether the store takes anything. */
export function trialKey(id: string): Key {
  return ["trial", id];
}
