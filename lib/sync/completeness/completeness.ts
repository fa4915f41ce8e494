/**
 * How complete the mirror is known to be, as figures and as a sentence. Pure: it says what was
 * compared and when, and nothing that was not.
 *
 * @module
 */

import type { CensusResult } from "../census/state.ts";
import { SWEEP_EVERY } from "../sweep/sweep.ts";
import type { Alarm, Completeness, Run } from "../types.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Sweeps that may fail to come before the mirror counts as behind. */
const SWEEPS_MISSED = 5;

/** A census older than this was missed, ms: it is due once a day, and may take its time. */
const CENSUS_OLD = 36 * 60 * MINUTE;

/** A delivery that waits longer than this is more than a busy moment, ms. */
const DELIVERY_OLD = MINUTE;

/** What is known. Times in ms; those of Jira's clock are taken for ours. */
export interface Known {
  readonly now: number;
  /** Whether everything was read from Jira once. */
  readonly isImported: boolean;
  /** The import under way. */
  readonly importing: Pick<Run, "seen" | "expected"> | null;
  readonly census: CensusResult | null;
  readonly sweptTo: number | null;
  readonly content: Completeness["content"];
  /** Age of the oldest delivery that is not applied, ms. */
  readonly oldestUnapplied: number | null;
  readonly alarms: readonly Alarm[];
}

/** Says how complete the mirror is. */
export function completenessOf(known: Known): Completeness {
  const { census, sweptTo, content, oldestUnapplied } = known;
  const ids = census === null
    ? null
    : { agreed: census.agreed, total: census.total, asOf: census.asOf };
  return {
    state: stateOf(known),
    message: messageOf(known),
    ids,
    sweptTo,
    content,
    oldestUnapplied,
  };
}

function stateOf(known: Known): Completeness["state"] {
  if (known.alarms.length > 0) return "alarm";
  if (!known.isImported) return "learning";
  return isBehind(known) ? "behind" : "good";
}

function isBehind({ now, census, sweptTo, oldestUnapplied }: Known): boolean {
  return sweptTo === null || now - sweptTo > SWEEPS_MISSED * SWEEP_EVERY ||
    census === null || now - census.asOf > CENSUS_OLD || !isWhole(census) ||
    (oldestUnapplied ?? 0) > DELIVERY_OLD;
}

function isWhole({ agreed, total, suspects, open }: CensusResult): boolean {
  return agreed === total && suspects === 0 && open === 0;
}

function messageOf(known: Known): string {
  const { now, alarms, importing, isImported, sweptTo, content, oldestUnapplied } = known;
  const [alarm] = alarms;
  const more = alarms.length > 1 ? ` (and ${alarms.length - 1} more)` : "";
  return [
    ...alarm === undefined ? [] : [`${alarm.message.replace(/\.$/, "")}${more}`],
    ...isImported ? [idsWords(known)] : [importWords(importing)],
    ...!isImported
      ? []
      : [sweptTo === null ? "changes not swept yet" : `changes swept to ${instant(sweptTo, now)}`],
    ...content === null ? [] : [contentWords(content, now)],
    ...oldestUnapplied === null ? [] : [`oldest unapplied delivery ${age(oldestUnapplied)}`],
  ].join(" · ");
}

function importWords(importing: Known["importing"]): string {
  const whole = "reading everything from Jira for the first time";
  if (importing === null) return `${whole}: not under way now`;
  const { seen, expected } = importing;
  return `${whole}: ${count(seen)}${
    expected === null ? "" : ` of about ${count(expected)}`
  } issues`;
}

function idsWords({ census, now }: Known): string {
  if (census === null) return "ids not compared with Jira yet";
  const { agreed, total, suspects, open } = census;
  const of = `${count(agreed)} of ${count(total)}`;
  const asOf = instant(census.asOf, now);
  if (isWhole(census)) return `ids agree with Jira as of ${asOf} (${of})`;
  const rest = [
    ...suspects === 0 ? [] : [`${count(suspects)} not found there and kept`],
    ...open === 0 ? [] : [`${count(open)} ${open === 1 ? "project" : "projects"} left open`],
  ];
  return [`ids agree with Jira for ${of} as of ${asOf}`, ...rest].join(", ");
}

function contentWords({ share, since }: NonNullable<Completeness["content"]>, now: number): string {
  // Rounded down: all is said only of all.
  const percent = `${Math.floor(share * 100)} %`;
  const when = now - since <= 7 * DAY ? "this week" : `since ${instant(since, now).slice(0, 10)}`;
  return `content re-read: ${percent} ${when}`;
}

/** An instant in UTC; the day is left out when it is today's. */
function instant(at: number, now: number): string {
  const [day, time] = new Date(at).toISOString().split("T") as [string, string];
  const today = new Date(now).toISOString().slice(0, 10);
  return `${day === today ? "" : `${day} `}${time.slice(0, 8)} UTC`;
}

function age(ms: number): string {
  if (ms < MINUTE) return `${(ms / 1_000).toFixed(1)} s`;
  return ms < 60 * MINUTE
    ? `${Math.round(ms / MINUTE)} min`
    : `${(ms / (60 * MINUTE)).toFixed(1)} h`;
}

function count(value: number): string {
  return value.toLocaleString("en-GB");
}
