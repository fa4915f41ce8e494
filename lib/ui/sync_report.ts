/**
 * Reads `GET /api/sync`: runs, alarms and how complete the mirror is.
 *
 * @module
 */

import * as z from "zod/mini";
import type { Completeness, SyncReport } from "../sync/types.ts";
import { misread } from "./misread.ts";

const count = z.number();
const time = z.number();

const completenessSchema = z.object({
  state: z.enum(["off", "learning", "good", "behind", "alarm"]),
  message: z.catch(z.string(), ""),
  ids: lenient(z.object({ agreed: count, total: count, asOf: time })),
  sweptTo: lenient(time),
  content: lenient(z.object({ share: count, since: time })),
  oldestUnapplied: lenient(count),
});

const drift = {
  missed: count,
  stale: count,
  deleted: count,
  hidden: count,
  archived: count,
  trashed: count,
  suspect: count,
  repaired: count,
};

const project = z.object({
  ...drift,
  id: z.string(),
  key: z.string(),
  seen: count,
  state: z.enum(["done", "braked", "unobserved"]),
});

const run = z.object({
  id: z.string(),
  kind: z.enum(["import", "sweep", "census", "content"]),
  startedAt: time,
  endedAt: z.nullable(time),
  outcome: z.enum(["running", "done", "failed", "stopped"]),
  requests: count,
  seen: count,
  expected: z.nullable(count),
  drift: z.object(drift),
  projects: z.array(project),
  omitted: count,
  problem: z.nullable(z.object({ code: z.string(), message: z.string() })),
});

const alarm = z.object({
  code: z.string(),
  message: z.string(),
  since: time,
  project: z.nullable(z.string()),
  jira: z.optional(z.string()),
});

const report = z.object({
  completeness: completenessSchema,
  running: z.nullable(run),
  alarms: z.array(alarm),
  items: z.array(run),
  next: z.nullable(z.string()),
});

/** Reads how complete the mirror is; parts that are missing become `null`, and so does what isn't one. */
export function readCompleteness(body: unknown): Completeness | null {
  return completenessSchema.safeParse(body).data ?? null;
}

/**
 * Reads the answer of `GET /api/sync`.
 *
 * @throws {TypeError} When it isn't one, as after an upgrade of the service under an open page.
 */
export function readSyncReport(body: unknown): SyncReport {
  const read = report.safeParse(body);
  if (!read.success) throw misread("its runs", read.error);
  // What may be left out is never there as undefined: it came as JSON.
  return read.data as SyncReport;
}

function lenient<T extends z.ZodMiniType>(type: T) {
  return z.catch(z.nullable(type), null);
}
