/**
 * What is kept until somebody decides, in words.
 *
 * @module
 */

import type { Level } from "./completeness.ts";
import type { KeptItem, KeptTally } from "./kept.ts";
import { counted, countWords } from "./numbers.ts";

/** The service counts this many; more are "or more". */
const COUNTED_AT_MOST = 1_000;

/** A kind of what is kept, in words. */
export interface KeptKind {
  readonly path: "/api/dead-letters" | "/api/quarantine" | "/api/foreign";
  readonly title: string;
  /** One of them; its plural takes an s. */
  readonly thing: string;
  /** What they are, and what a replay does. */
  readonly meaning: string;
  /** What it means that there is none. */
  readonly none: string;
}

/** Deliveries that were given up. */
export const DEAD_LETTERS: KeptKind = {
  path: "/api/dead-letters",
  title: "Dead letters",
  thing: "dead letter",
  meaning: "Webhooks that were stored and could not be applied, however often it was tried. " +
    "A replay tries once more; what fails again comes back here.",
  none: "None. Every webhook that was stored has been applied, or still waits its turn.",
};

/** Calls that could not be read. */
export const QUARANTINE: KeptKind = {
  path: "/api/quarantine",
  title: "Quarantine",
  thing: "call",
  meaning: "Calls that were signed as they should be and could not be read. A replay takes in " +
    "those that can be read by now, as after an upgrade; the others stay.",
  none: "None. Every call that was signed as it should be could be read.",
};

/** Deliveries of another Jira than the one whose issues are kept. */
export const FOREIGN: KeptKind = {
  path: "/api/foreign",
  title: "Of another Jira",
  thing: "webhook",
  meaning:
    "Webhooks that are not of the Jira whose issues are kept here, so they were not applied. " +
    "They are kept as long as the feed, and applied once you say that it is the same Jira.",
  none: "None. Every webhook is of the Jira whose issues are kept here.",
};

/** What a thing is about: `SHOP-1, jira:issue_updated`. */
export function subjectWords({ issue, project, event }: KeptItem): string {
  const place = issue ?? project;
  const known = [place, event].filter((part) => part !== null);
  return known.length === 0 ? "Not readable" : known.join(", ");
}

/** How often it was tried, if ever, and its size: `6 attempts, 12 KB`. */
export function effortWords({ attempts, bytes }: KeptItem): string {
  const size = sizeWords(bytes);
  return attempts === 0 ? size : `${counted(attempts, "attempt")}, ${size}`;
}

/** Bytes as people read them: `0 bytes`, `1 KB`, `2.5 MB`. */
export function sizeWords(bytes: number): string {
  if (bytes < 1_000) return counted(bytes, "byte");
  if (bytes < 1_000_000) return `${countWords(Math.round(bytes / 1_000))} KB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** How many are kept in all, as the service counts them; empty while there is none. */
export function keptCount(dead: number | null, quarantined: number | null): string {
  const all = (dead ?? 0) + (quarantined ?? 0);
  const isMore = [dead, quarantined].some((each) => (each ?? 0) >= COUNTED_AT_MOST);
  return all === 0 ? "" : `${countWords(all)}${isMore ? "+" : ""}`;
}

/** What is shown of what is kept. */
export interface KeptShown {
  /** Dead letters and calls in quarantine. */
  readonly waiting: number;
  /** Deliveries of another Jira. */
  readonly foreign: number;
  /** Whether there are more of what is told of. */
  readonly isMore: boolean;
  /** Only what came in some time is shown. */
  readonly isNarrow: boolean;
}

/** Whether somebody has to decide something. */
export function keptVerdict(
  { waiting, foreign, isMore, isNarrow }: KeptShown,
): { readonly level: Level; readonly sentence: string } {
  const webhooks = (many: number) =>
    `${isMore ? "More than " : ""}${counted(many, "webhook")}${isNarrow ? " of this time" : ""}`;
  if (waiting > 0) {
    return {
      level: "warn",
      sentence:
        `${webhooks(waiting)} could not be applied, or not even read. None of them is lost: ` +
        "replay or discard them",
    };
  }
  if (foreign > 0) {
    const were = foreign === 1 ? "was" : "were";
    return {
      level: "warn",
      sentence: `${webhooks(foreign)} ${were} of another Jira, and not applied`,
    };
  }
  return isNarrow ? { level: "none", sentence: "Nothing that came in this time waits for you" } : {
    level: "good",
    sentence: "Nothing waits for you: every webhook could be read, and applied",
  };
}

/** What came of an order: `3 replayed; 1 still not readable`. */
export function tallyWords(tally: KeptTally): string {
  const { replayed, duplicates, unreadable, discarded, gone } = tally;
  const parts = [
    [replayed, "replayed"],
    [duplicates, "removed, as accepted before"],
    [discarded, "discarded"],
    [unreadable, "still not readable"],
    [gone, "gone already"],
  ] as const;
  const told = parts.filter(([many]) => many > 0).map(([many, what]) =>
    `${countWords(many)} ${what}`
  );
  return told.length === 0 ? "Nothing was there any more" : told.join("; ");
}
