/**
 * What the service keeps until somebody decides: reads `/api/dead-letters` and `/api/quarantine`, and
 * says what they tell.
 *
 * @module
 */

import * as z from "zod/mini";
import { counted, countWords } from "./numbers.ts";

/** Characters of a body shown at most: more would only make the page slow. */
const BODY_SHOWN = 20_000;

/** The service counts this many; more are "or more". */
const COUNTED_AT_MOST = 1_000;

const item = z.object({
  id: z.string(),
  /** ms */
  receivedAt: z.number(),
  /** Key or id of the issue. */
  issue: z.nullable(z.string()),
  project: z.nullable(z.string()),
  event: z.nullable(z.string()),
  /** How often applying, or reading, failed. */
  attempts: z.number(),
  reason: z.nullable(z.string()),
  bytes: z.number(),
});

const page = z.object({ items: z.array(item), next: z.nullable(z.string()) });

const body = z.object({
  body: z.nullable(z.string()),
  bodyProblem: z.optional(z.string()),
  encoding: z.optional(z.string()),
  isWhole: z.optional(z.boolean()),
});

const count = z._default(z.number(), 0);

const progress = z.object({
  replayed: count,
  duplicates: count,
  unreadable: count,
  discarded: count,
  gone: count,
  remaining: z.number(),
  next: z.nullable(z.string()),
});

/** One thing that is kept. */
export type KeptItem = z.infer<typeof item>;

/** What came of a part of an order. */
export type KeptProgress = z.infer<typeof progress>;

/** What came of the parts so far. */
export type KeptTally = Omit<KeptProgress, "remaining" | "next">;

/** A list as the service answers it. */
export type KeptPage = z.infer<typeof page>;

/** The two kinds of what is kept, in words. */
export interface KeptKind {
  readonly path: "/api/dead-letters" | "/api/quarantine";
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

/**
 * Reads a list.
 *
 * @throws {TypeError} When it isn't one.
 */
export function readKeptPage(answer: unknown): KeptPage {
  return read(page, answer);
}

/**
 * Reads what came of a part of an order.
 *
 * @throws {TypeError} When it isn't that.
 */
export function readKeptProgress(answer: unknown): KeptProgress {
  return read(progress, answer);
}

/** A body as a page shows it: JSON on lines of its own; cut where it is too long. */
export function bodyText(answer: unknown): string {
  const { body: text, bodyProblem, encoding, isWhole } = read(body, answer);
  if (text === null) return bodyProblem ?? "The body is no longer there.";
  if (text === "") return "The body is empty.";
  const told = encoding === "base64" ? `Not text; in base64:\n${text}` : pretty(text);
  const isCut = isWhole === false || told.length > BODY_SHOWN;
  return isCut ? `${told.slice(0, BODY_SHOWN)}\n… and more` : told;
}

/** What a thing is about: `SHOP-1, jira:issue_updated`. */
export function subjectWords({ issue, project, event }: KeptItem): string {
  const place = issue ?? project;
  const known = [place, event].filter((part) => part !== null);
  return known.length === 0 ? "Not readable" : known.join(", ");
}

/** How often it was tried, and its size: `6 attempts, 12 KB`. */
export function effortWords({ attempts, bytes }: KeptItem): string {
  return `${counted(attempts, "attempt")}, ${sizeWords(bytes)}`;
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

/** Of no part. */
export const NO_TALLY: KeptTally = {
  replayed: 0,
  duplicates: 0,
  unreadable: 0,
  discarded: 0,
  gone: 0,
};

/** With what came of one more part. */
export function addTally(tally: KeptTally, more: KeptTally): KeptTally {
  return {
    replayed: tally.replayed + more.replayed,
    duplicates: tally.duplicates + more.duplicates,
    unreadable: tally.unreadable + more.unreadable,
    discarded: tally.discarded + more.discarded,
    gone: tally.gone + more.gone,
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

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

function read<Type extends z.ZodMiniType>(type: Type, answer: unknown): z.infer<Type> {
  const parsed = type.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw new TypeError(
    "Cannot read what the service tells of what it keeps: it is not as this page knows it. " +
      "Reload the page",
  );
}
