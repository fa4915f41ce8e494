/**
 * What the service keeps until somebody decides: reads `/api/dead-letters`, `/api/quarantine` and
 * `/api/foreign`.
 *
 * @module
 */

import * as z from "zod/mini";
import { misread } from "./misread.ts";

/** Characters of a body shown at most: more would only make the page slow. */
const BODY_SHOWN = 20_000;

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
  /** Of a delivery of another Jira: that Jira, where it is named. */
  address: z.optional(z.nullable(z.string())),
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
  next: z.nullable(z.string()),
});

const tally = z.object({ remaining: z.number() });

/** One thing that is kept. */
export type KeptItem = z.infer<typeof item>;

/** What came of a part of an order. */
export type KeptProgress = z.infer<typeof progress>;

/** What came of the parts so far. */
export type KeptTally = Omit<KeptProgress, "next">;

/** A list as the service answers it. */
export type KeptPage = z.infer<typeof page>;

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

/**
 * Reads how many an order would be for.
 *
 * @throws {TypeError} When it isn't that.
 */
export function readKeptCount(answer: unknown): number {
  return read(tally, answer).remaining;
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

/** How many things were dealt with, whatever came of it. */
export function tallyTotal(tally: KeptTally): number {
  return Object.values(tally).reduce((sum, many) => sum + many, 0);
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
  throw misread("what it keeps", parsed.error);
}
