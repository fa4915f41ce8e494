/**
 * What the routes of dead letters and quarantine may be asked, and what is wrong with what they were
 * asked.
 *
 * @module
 */

import { z } from "zod";
import { LAST_TIME, type Part, type Selection, type Times } from "../lib/inbox/kept/kept.ts";
import { type ReadParams, readTime } from "./issue_params.ts";
import { parsedJson } from "./json.ts";

/** Entries of a page, or of one replay, unless asked for otherwise. */
const USUAL = 100;

/** The same at most. */
const AT_MOST = 500;

/** A page of a list. */
export interface PageQuery extends Times {
  readonly limit: number;
  readonly before: string | null;
}

/** What is to be done to a part of what is kept. */
export interface Order {
  readonly selection: Selection;
  readonly part: Part;
  /** Only count. */
  readonly isDryRun: boolean;
}

/** A ULID: nothing else is kept under any other name. */
const Id = z.string().regex(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/);

const Limit = z.int().min(1).max(AT_MOST);

const Time = z.union([
  z.int().min(0),
  z.string().transform(readTime).pipe(z.number().min(0)),
]).refine((at) => at <= LAST_TIME);

const OrderBody = z.strictObject({
  ids: z.array(Id).min(1).max(AT_MOST).optional(),
  from: Time.optional(),
  to: Time.optional(),
  dryRun: z.boolean().default(false),
  limit: Limit.default(USUAL),
  next: Id.optional(),
});

const PageParams = z.strictObject({
  limit: z.string().regex(/^\d{1,3}$/).transform(Number).pipe(Limit).default(USUAL),
  next: Id.optional(),
  from: Time.optional(),
  to: Time.optional(),
});

const TIMES = "has to be a time such as 2026-11-23T09:00:00Z or 2026-11-23, or ms since 1970";

const TURNED = wrong(["from is later than to"]);

/** What each parameter has to be. */
const RULES: Readonly<Record<string, string>> = {
  ids: `has to be a list of 1 to ${AT_MOST} ids, as the list shows them`,
  from: TIMES,
  to: TIMES,
  dryRun: "has to be true or false",
  limit: `has to be a whole number from 1 to ${AT_MOST}`,
  next: "has to be the next of the answer before, unchanged",
};

/** Whether something may be the id of what is kept. */
export function isKeptId(text: string): boolean {
  return Id.safeParse(text).success;
}

/** Reads the query of a list. */
export function readPage(
  query: Readonly<Record<string, readonly string[]>>,
): ReadParams<PageQuery> {
  const twice = Object.keys(query).filter((name) => query[name]!.length > 1);
  const once = Object.fromEntries(Object.entries(query).map(([name, [value]]) => [name, value]));
  const read = readBy(PageParams, once);
  if (twice.length > 0) return wrong([`${short(twice[0]!)} is given more than once`]);
  if (!read.ok) return read;
  const { limit, next = null, from = 0, to = LAST_TIME } = read.query;
  if (from > to) return TURNED;
  return { ok: true, query: { limit, before: next, from, to } };
}

/** Reads the body of a replay, or of a discard. */
export function readOrder(text: string): ReadParams<Order> {
  const body = parsedJson(text);
  if (body === null || typeof body !== "object" || Array.isArray(body)) {
    return wrong([
      'the body has to be a JSON object such as {"ids":["…"]} or {"from":"2026-11-23"}',
    ]);
  }
  const read = readBy(OrderBody, body);
  if (!read.ok) return read;
  const { ids, from, to, dryRun, limit, next } = read.query;
  const inTime = from !== undefined || to !== undefined;
  if (ids === undefined && !inTime) {
    return wrong(['nothing says which: give "ids", or "from" and "to", the times they came']);
  }
  if (ids !== undefined && inTime) return wrong(['"ids" and times do not go together']);
  if (from !== undefined && to !== undefined && from > to) return TURNED;
  const selection = ids === undefined ? { from: from ?? 0, to: to ?? LAST_TIME } : { ids };
  return {
    ok: true,
    query: { selection, part: { limit, after: next ?? null }, isDryRun: dryRun },
  };
}

function readBy<Schema extends z.ZodObject>(
  schema: Schema,
  given: object,
): ReadParams<z.output<Schema>> {
  const parsed = schema.safeParse(given);
  if (parsed.success) return { ok: true, query: parsed.data };
  const known = Object.keys(schema.shape);
  const strange = Object.keys(given).filter((name) => !known.includes(name))
    .map((name) => `${short(name)} is not known here; there are ${known.join(", ")}`);
  const names = new Set(parsed.error.issues.map(({ path }) => String(path[0] ?? "")));
  const faults = known.filter((name) => names.has(name)).map((name) => `${name} ${RULES[name]}`);
  return wrong([...strange.slice(0, 1), ...faults]);
}

function wrong(problems: readonly string[]): { readonly ok: false; readonly message: string } {
  return { ok: false, message: problems.join("; ") };
}

function short(name: string): string {
  return JSON.stringify(name.slice(0, 64));
}
