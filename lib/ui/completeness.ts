/**
 * How complete the mirror is, in words: what was compared, up to when, and what is not known.
 *
 * @module
 */

import type { Completeness } from "../sync/types.ts";
import { counted, countWords, shareWords } from "./numbers.ts";
import { ago, duration, instant } from "./time.ts";

/** How things stand; each has a colour and, for those who don't see it, a shape and words. */
export type Level = "good" | "warn" | "bad" | "none";

/** The whole of it. */
export interface Verdict {
  readonly level: Level;
  /** One or two words for a figure: `Complete`. */
  readonly short: string;
  /** One sentence. */
  readonly sentence: string;
}

/** One thing that is known. */
export interface Fact {
  readonly name: string;
  readonly value: string;
  readonly note: string;
}

/** Judges how complete the mirror is. `now` in ms. */
export function verdictOf(completeness: Completeness, now: number): Verdict {
  switch (completeness.state) {
    case "off":
      return { level: "none", short: "Off", sentence: "Nothing is compared with Jira" };
    case "learning":
      return {
        level: "none",
        short: "Learning",
        sentence: "Reading every issue from Jira for the first time",
      };
    case "good":
      return { level: "good", short: "Complete", sentence: agreement(completeness, now) };
    case "behind":
      return { level: "warn", short: "Behind", sentence: lag(completeness, now) };
    case "alarm":
      return {
        level: "bad",
        short: "Needs you",
        sentence: "The comparison with Jira needs you: see what is wrong below",
      };
  }
}

/** What exactly was compared, in the order in which people ask. `now` in ms. */
export function factsOf(completeness: Completeness, now: number): readonly Fact[] {
  const { ids, sweptTo, content, oldestUnapplied } = completeness;
  return [
    {
      name: "Ids that agree",
      value: ids === null ? "–" : `${countWords(ids.agreed)} of ${countWords(ids.total)}`,
      note: ids === null ? "no census yet" : `as of ${instant(ids.asOf, now)}`,
    },
    {
      name: "Changes compared up to",
      value: sweptTo === null ? "–" : instant(sweptTo, now),
      note: sweptTo === null ? "no sweep yet" : ago(sweptTo, now),
    },
    {
      name: "Content read again",
      value: content === null ? "–" : shareWords(content.share),
      note: content === null ? "not yet" : `since ${instant(content.since, now)}`,
    },
    {
      name: "Oldest waiting webhook",
      value: oldestUnapplied === null ? "None" : duration(oldestUnapplied),
      note: oldestUnapplied === null ? "everything is applied" : "accepted, not applied yet",
    },
  ];
}

/** The same in one short line, for a figure of the health strip. `now` in ms. */
export function noteOf(completeness: Completeness, now: number): string {
  const { ids, sweptTo, state, message } = completeness;
  if (state === "off") return "only webhooks are applied; see what to set";
  const parts = [
    ids === null ? null : `ids ${countWords(ids.agreed)} of ${countWords(ids.total)}`,
    sweptTo === null ? null : `changes up to ${instant(sweptTo, now)}`,
  ].filter((part) => part !== null);
  return parts.length === 0 ? message : parts.join(" · ");
}

function agreement({ ids, sweptTo }: Completeness, now: number): string {
  const swept = sweptTo === null ? "" : `changes are compared up to ${instant(sweptTo, now)}`;
  if (ids === null) {
    return swept === "" ? "Jira and the mirror agree" : `All ${swept}; ids are not compared yet`;
  }
  const all = `The ids of all ${counted(ids.total, "issue")} agree with Jira as of ` +
    instant(ids.asOf, now);
  return swept === "" ? all : `${all}, and ${swept}`;
}

/** Waits beyond this are more than a busy moment, in ms. */
const LONG_WAIT = 60_000;

function lag({ ids, sweptTo, oldestUnapplied }: Completeness, now: number): string {
  const swept = sweptTo === null ? "no changes yet" : `changes up to ${instant(sweptTo, now)}`;
  if (ids === null) return `The ids are not compared with Jira yet, ${swept}`;
  const asOf = instant(ids.asOf, now);
  if (ids.agreed < ids.total) {
    const apart = counted(ids.total - ids.agreed, "issue");
    return `${apart} of ${countWords(ids.total)} did not agree with Jira as of ${asOf}`;
  }
  if (oldestUnapplied !== null && oldestUnapplied > LONG_WAIT) {
    return `Webhooks wait to be applied, the oldest for ${duration(oldestUnapplied)}`;
  }
  return `The comparison is not complete: ids as of ${asOf}, ${swept}`;
}
