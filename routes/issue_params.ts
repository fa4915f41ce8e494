/**
 * What the state routes may be asked, and what is wrong with what they were asked.
 *
 * @module
 */

import type { Context } from "hono";
import { z } from "zod";
import { type Cursor, formatCursor, parseCursor } from "../lib/feed/protocol.ts";
import { MAX_TIME, parseDay, parseInstant } from "../lib/jira/instant.ts";
import type { IssueQuery, ListPosition } from "../lib/mirror/queries.ts";

const LONGEST_PAGE = 500;
const LONGEST_TEXT = 200;

/** One page of a snapshot. */
export interface SnapshotQuery {
  readonly limit: number;
  /** Where the page before ended, and the position of the first page; `null` for the first page. */
  readonly place: { readonly cursor: Cursor; readonly after: string } | null;
}

/** What was asked, or what is wrong with it in words for whoever asked. */
export type ReadParams<T> =
  | { readonly ok: true; readonly query: T }
  | { readonly ok: false; readonly message: string };

const limit = z.string().regex(/^\d{1,3}$/).transform(Number)
  .refine((n) => n >= 1 && n <= LONGEST_PAGE).default(100);

const word = z.string().min(1).max(LONGEST_TEXT).optional();

const ListParams = z.strictObject({
  project: word,
  assignee: word,
  status: word,
  updated_since: z.string().transform(readTime).pipe(z.number()).optional(),
  text: word,
  limit,
  next: z.string().transform(readListNext).pipe(z.custom<ListPosition>(isGiven)).optional(),
});

const SnapshotParams = z.strictObject({
  limit,
  next: z.string().transform(readSnapshotNext)
    .pipe(z.custom<NonNullable<SnapshotQuery["place"]>>(isGiven)).optional(),
});

/** What each parameter has to be. */
const RULES: Readonly<Record<string, string>> = {
  project: `has to be the key or id of a project, of 1 to ${LONGEST_TEXT} characters`,
  assignee: `has to be an account id, or none, of 1 to ${LONGEST_TEXT} characters`,
  status: `has to be the name or id of a status, of 1 to ${LONGEST_TEXT} characters`,
  updated_since: "has to be a time such as 2026-11-23T09:00:00Z or 2026-11-23, or ms since 1970",
  text: `has to be of 1 to ${LONGEST_TEXT} characters`,
  limit: `has to be a whole number from 1 to ${LONGEST_PAGE}`,
  next: "has to be the next of the page before, unchanged",
};

/** Reads the query of a list of issues. */
export function readListParams(c: Context): ReadParams<IssueQuery> {
  const read = readParams(c, ListParams);
  if (!read.ok) return read;
  const { updated_since, next, limit, ...words } = read.query;
  const given = Object.entries(words).filter(([, value]) => value !== undefined);
  return {
    ok: true,
    query: {
      ...Object.fromEntries(given),
      limit,
      ...updated_since === undefined ? {} : { updatedSince: updated_since },
      ...next === undefined ? {} : { after: next },
    },
  };
}

/** Reads the query of a snapshot. */
export function readSnapshotParams(c: Context): ReadParams<SnapshotQuery> {
  const read = readParams(c, SnapshotParams);
  if (!read.ok) return read;
  return { ok: true, query: { limit: read.query.limit, place: read.query.next ?? null } };
}

/** The `next` of a page of a list. */
export function formatListNext({ updated, id }: ListPosition): string {
  return `${updated}.${id}`;
}

/** The `next` of a page of a snapshot. */
export function formatSnapshotNext(place: NonNullable<SnapshotQuery["place"]>): string {
  return `${formatCursor(place.cursor)}:${place.after}`;
}

function readParams<Schema extends z.ZodObject>(
  c: Context,
  schema: Schema,
): ReadParams<z.output<Schema>> {
  const given = Object.entries(c.req.queries());
  const known = Object.keys(schema.shape);
  const problems = given.filter(([name]) => !known.includes(name)).map(([name]) =>
    `${JSON.stringify(name.slice(0, 64))} is no parameter here; there are ${known.join(", ")}`
  );
  problems.push(
    ...given.filter(([name, values]) => known.includes(name) && values.length > 1)
      .map(([name, values]) => `${name} is given ${values.length} times`),
  );
  const params = Object.fromEntries(given.map(([name, values]) => [name, values[0]]));
  const parsed = schema.safeParse(params);
  const wrong = new Set(parsed.error?.issues.map((issue) => String(issue.path[0] ?? "")));
  wrong.delete("");
  problems.push(...[...wrong].map((name) => `${name} ${RULES[name]}`));
  if (problems.length === 0 && parsed.success) return { ok: true, query: parsed.data };
  return { ok: false, message: `Cannot read the query: ${problems.join("; ")}` };
}

function isGiven(value: unknown): boolean {
  return value !== null;
}

/** Reads a time in one of the ways a query may name it; ms, or `null`. */
export function readTime(text: string): number | null {
  // A plus sign that was not escaped arrives as a space.
  const time = text.replace(/ (?=\d\d:?\d\d$)/, "+");
  const at = /^\d{1,16}$/.test(time) ? Number(time) : parseInstant(time) ?? parseDay(time);
  return at !== null && at <= MAX_TIME ? at : null;
}

function readListNext(text: string): ListPosition | null {
  const [, updated, id] = /^(-?\d{1,16})\.(.{1,255})$/s.exec(text) ?? [];
  return id === undefined ? null : { updated: Number(updated), id };
}

function readSnapshotNext(text: string): SnapshotQuery["place"] {
  const [, position = "", after] = /^([^:]*:[^:]*):(.{1,255})$/s.exec(text) ?? [];
  const cursor = parseCursor(position);
  return cursor === null || after === undefined ? null : { cursor, after };
}
