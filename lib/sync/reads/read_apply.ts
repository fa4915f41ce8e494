/**
 * Reads issues by id, applies what they are, and says of each what came of it.
 *
 * @module
 */

import type { ReadFact } from "../../mirror/fact.ts";
import type { Applied } from "../../mirror/work.ts";
import { applyAll, type Applying } from "./apply_all.ts";
import type { JobContext } from "../runs/job.ts";
import { readParts } from "./read_parts.ts";

/** What came of a read. */
export interface Reading {
  /**
   * `applied`: it changed the mirror. `same`: it did not. `absent`: Jira has, or shows, no such issue.
   * `unreadable`: what came of it can't be mirrored. `unanswered`: Jira can't say.
   */
  readonly end: "applied" | "same" | "absent" | "unreadable" | "unanswered";
  /** Start of the read on Jira's clock, ms. */
  readonly at: number;
  /** Jira tells that it was archived by itself: then no search lists it. */
  readonly isArchived: boolean;
}

const UNTOLD = { isArchived: false };

/** What reading needs. */
export interface ReadApplyDeps extends Applying {
  readonly log: (message: string, cause?: unknown) => void;
}

/**
 * Reads issues, at most what one read may ask for.
 *
 * @throws {JiraError} When Jira does not answer for reasons of its own.
 */
export async function readAndApply(
  deps: ReadApplyDeps,
  { context, ids }: { readonly context: JobContext; readonly ids: readonly string[] },
): Promise<ReadonlyMap<string, Reading>> {
  const { jira, signal, hold } = context;
  const readings = new Map<string, Reading>();
  for (const part of await readParts({ jira, log: deps.log }, { ids, signal })) {
    if (part.observed === null) {
      for (const id of part.ids) readings.set(id, { ...UNTOLD, end: "unanswered", at: 0 });
      continue;
    }
    const { value, observedAt: at } = part.observed;
    for (const id of part.ids) readings.set(id, { ...UNTOLD, end: "absent", at });
    for (const { id, isArchived = false } of value) {
      readings.set(id, { end: "unreadable", at, isArchived });
    }
    const facts = value.flatMap(({ snapshot }): ReadFact[] =>
      snapshot === null ? [] : [{ by: "id", snapshot, observedAt: at }]
    );
    await hold();
    const results = await applyAll(deps, facts);
    for (const [nth, result] of results.entries()) {
      const { id } = facts[nth]!.snapshot.core;
      readings.set(id, { ...UNTOLD, ...readings.get(id), end: endOf(result), at });
    }
  }
  return readings;
}

function endOf(result: Applied): Reading["end"] {
  if (result.status !== "done") return "unreadable";
  return result.outcome === "applied" ? "applied" : "same";
}
