/**
 * Runs of the comparison with Jira, in words, and the list a page holds of them.
 *
 * @module
 */

import type { Drift, ProjectDrift, Run, RunKind } from "../sync/types.ts";
import type { Level } from "./completeness.ts";
import { counted, countWords, shareWords } from "./numbers.ts";
import { duration } from "./time.ts";

/** What a kind of run is called. */
export const RUN_NAMES: Readonly<Record<RunKind, string>> = {
  import: "Import",
  sweep: "Sweep",
  census: "Census",
  content: "Content pass",
};

/** What differs, in the order of the list, and what it is called. */
const DRIFT_NAMES: readonly (readonly [Exclude<keyof Drift, "repaired">, string])[] = [
  ["missed", "missed"],
  ["stale", "out of date"],
  ["deleted", "deleted"],
  ["hidden", "no longer visible"],
  ["archived", "archived"],
  ["trashed", "in the trash"],
  ["suspect", "not settled"],
];

/** Time a run must have taken before its end is guessed, in ms: earlier the guess jumps about. */
const GUESS_AFTER = 10_000;

/** Sweeps in a row without a difference that are shown as one row. */
const FOLD_FROM = 2;

/** Stands for what nobody knows. */
const UNKNOWN = "–";

/** How far a run has come. */
export interface Progress {
  /** Of 0 to 1; `null` when nobody knows how much there is. */
  readonly share: number | null;
  /** `1,200 of 4,812 issues, 25 %`. */
  readonly words: string;
  /** `about 3 min left`; empty when that can't be told. */
  readonly left: string;
}

/** A row of the list: one run, or sweeps in a row that found nothing. Newest first. */
export type RunRow = { readonly run: Run } | { readonly quiet: readonly Run[] };

/** What a page has read of the history. */
export interface RunList {
  /** Newest first, without doubles or gaps. */
  readonly runs: readonly Run[];
  /** Where it goes on; `null` at the end of the history. */
  readonly next: string | null;
}

/** Everything that differed. */
function driftTotal(drift: Drift): number {
  return DRIFT_NAMES.reduce((sum, [name]) => sum + drift[name], 0);
}

/** What differed and was not put right. */
export function driftLeft(drift: Drift): number {
  return Math.max(0, driftTotal(drift) - drift.repaired);
}

/** What differed, and whether it was put right: `3 missed, 1 deleted: all repaired`. */
export function driftWords(drift: Drift): string {
  const parts = DRIFT_NAMES.filter(([name]) => drift[name] > 0)
    .map(([name, words]) => `${countWords(drift[name])} ${words}`);
  if (parts.length === 0) return "No difference";
  const left = driftLeft(drift);
  return `${parts.join(", ")}: ${left === 0 ? "all repaired" : `${countWords(left)} not repaired`}`;
}

/** What a run found. An import finds no drift: it fills the mirror. */
export function foundWords({ kind, drift, outcome, seen }: Run): string {
  if (kind === "import") return `${counted(seen, "issue")} taken in`;
  return outcome !== "done" && driftTotal(drift) === 0 ? UNKNOWN : driftWords(drift);
}

/** How a run ended, in words and as a level. */
export function outcomeOf(run: Run): { readonly level: Level; readonly words: string } {
  switch (run.outcome) {
    case "running":
      return { level: "none", words: "Running" };
    case "failed":
      return { level: "bad", words: "Failed" };
    case "stopped":
      return { level: "warn", words: "Interrupted, goes on later" };
    case "done":
      return run.problem === null && driftLeft(run.drift) === 0
        ? { level: "good", words: "Done" }
        : { level: "warn", words: "Done in part" };
  }
}

/** How long a run took, or takes so far. `now` in ms. */
export function runLength({ startedAt, endedAt }: Run, now: number): string {
  return duration(Math.max(0, (endedAt ?? now) - startedAt));
}

/** How far a run has come. `now` in ms. */
export function progressOf(run: Run, now: number): Progress {
  const { seen, expected, startedAt } = run;
  if (expected === null || expected === 0) {
    return { share: null, words: counted(seen, "issue"), left: "" };
  }
  const share = Math.min(1, seen / expected);
  const words = `${countWords(seen)} of ${counted(expected, "issue")}, ${shareWords(share)}`;
  const passed = now - startedAt;
  if (seen === 0 || share === 1 || passed < GUESS_AFTER) return { share, words, left: "" };
  return { share, words, left: `about ${duration(passed * (1 / share - 1))} left` };
}

/** A finished run as it is announced: `Census: Done. No difference.` */
export function endWords(run: Run): string {
  const found = foundWords(run);
  const parts = [
    `${RUN_NAMES[run.kind]}: ${outcomeOf(run).words}.`,
    found === UNKNOWN ? "" : `${found}.`,
    run.problem?.message ?? "",
  ];
  return parts.filter((part) => part !== "").join(" ");
}

/** Projects with something to tell, worst first, and what the others come to. */
export function projectRows(run: Run): {
  readonly told: readonly ProjectDrift[];
  readonly others: number;
} {
  const told = run.projects.filter((project) =>
    project.state !== "done" || driftTotal(project) > 0
  );
  const worst = [...told].sort((a, b) =>
    driftLeft(b) - driftLeft(a) || driftTotal(b) - driftTotal(a)
  );
  return { told: worst, others: run.projects.length - told.length + run.omitted };
}

/** Folds sweeps in a row that found nothing into one row. */
export function foldRuns(runs: readonly Run[]): readonly RunRow[] {
  const rows: RunRow[] = [];
  let quiet: Run[] = [];
  const unfold = () => {
    if (quiet.length >= FOLD_FROM) rows.push({ quiet });
    else rows.push(...quiet.map((run) => ({ run })));
    quiet = [];
  };
  for (const run of runs) {
    if (isQuiet(run)) {
      quiet.push(run);
      continue;
    }
    unfold();
    rows.push({ run });
  }
  unfold();
  return rows;
}

/** Adds the page that follows what was read. */
export function appendRuns(known: RunList, page: RunList): RunList {
  const ids = new Set(known.runs.map(({ id }) => id));
  return { runs: [...known.runs, ...page.runs.filter(({ id }) => !ids.has(id))], next: page.next };
}

/**
 * Puts the newest page before what was read. Where it doesn't reach that, it takes its place:
 * between them there may be runs nobody has seen.
 */
export function renewRuns(known: RunList, page: RunList): RunList {
  const ids = new Set(page.runs.map(({ id }) => id));
  const meets = known.runs.some(({ id }) => ids.has(id));
  const oldest = page.runs.at(-1)?.id ?? "";
  const older = known.runs.filter(({ id }) => id < oldest);
  if (!meets || older.length === 0) return page;
  return { runs: [...page.runs, ...older], next: known.next };
}

function isQuiet(run: Run): boolean {
  return run.kind === "sweep" && run.outcome === "done" && run.problem === null &&
    driftTotal(run.drift) === 0;
}
