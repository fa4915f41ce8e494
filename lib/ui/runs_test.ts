import { deepEqual, equal } from "node:assert/strict";
import fc from "fast-check";
import { type Drift, NO_DRIFT, type ProjectDrift, type Run } from "../sync/types.ts";
import { someRun } from "./_run.ts";
import {
  appendRuns,
  driftWords,
  endWords,
  foldRuns,
  foundWords,
  outcomeOf,
  progressOf,
  projectRows,
  renewRuns,
  runLength,
  type RunList,
} from "./runs.ts";

function drift(change: Partial<Drift>): Drift {
  return { ...NO_DRIFT, ...change };
}

for (
  const [found, words] of [
    [{}, "No difference"],
    [{ missed: 3, repaired: 3 }, "3 missed: all repaired"],
    [
      { missed: 1_200, stale: 1, deleted: 2, repaired: 1_201 },
      "1,200 missed, 1 out of date, 2 deleted: 2 not repaired",
    ],
    [{ suspect: 5 }, "5 not settled: 5 not repaired"],
  ] as const
) {
  Deno.test(`driftWords() says "${words}"`, () => equal(driftWords(drift(found)), words));
}

for (
  const [what, change, level, words] of [
    ["is under way", { outcome: "running", endedAt: null }, "none", "Running"],
    ["is done", {}, "good", "Done"],
    ["left something", { drift: drift({ missed: 1 }) }, "warn", "Done in part"],
    ["was held back", { problem: { code: "brake", message: "Held" } }, "warn", "Done in part"],
    ["failed", { outcome: "failed" }, "bad", "Failed"],
    ["was cut off", { outcome: "stopped" }, "warn", "Interrupted, goes on later"],
  ] as const
) {
  Deno.test(`outcomeOf() says of a run that ${what}: ${words}`, () => {
    deepEqual(outcomeOf(someRun(change as Partial<Run>)), { level, words });
  });
}

Deno.test("progressOf() tells share and what is left, once that can be guessed", () => {
  const run = someRun({ seen: 1_200, expected: 4_800, outcome: "running", endedAt: null });
  const words = "1,200 of 4,800 issues, 25 %";
  deepEqual(progressOf(run, 9_000), { share: 0.25, words, left: "" });
  deepEqual(progressOf(run, 20_000), { share: 0.25, words, left: "about 1 min left" });
});

Deno.test("progressOf() counts alone when nobody knows how much there is", () => {
  deepEqual(progressOf(someRun({ seen: 7 }), 60_000), {
    share: null,
    words: "7 issues",
    left: "",
  });
});

Deno.test("progressOf() never passes all there is, as issues are made while it counts", () => {
  const { share, left } = progressOf(someRun({ seen: 12, expected: 10 }), 60_000);
  deepEqual([share, left], [1, ""]);
});

Deno.test("runLength() counts to the end, or to now while there is none", () => {
  equal(runLength(someRun(), 60_000), "1.0 s");
  equal(runLength(someRun({ endedAt: null }), 60_000), "1 min");
});

Deno.test("foundWords() says of an import what it took in, and of what was cut off nothing", () => {
  equal(foundWords(someRun({ kind: "import", seen: 1_200 })), "1,200 issues taken in");
  equal(foundWords(someRun({ outcome: "failed" })), "–");
  equal(foundWords(someRun()), "No difference");
});

Deno.test("endWords() says what came of a run, and why it failed", () => {
  const problem = { code: "unreachable", message: "Jira did not answer." };
  equal(endWords(someRun({ kind: "census" })), "Census: Done. No difference.");
  equal(
    endWords(someRun({ outcome: "failed", problem })),
    "Sweep: Failed. Jira did not answer.",
  );
});

Deno.test("projectRows() begins with the worst and only counts those that agree", () => {
  const project = (key: string, change: Partial<ProjectDrift> = {}): ProjectDrift => ({
    ...NO_DRIFT,
    id: key,
    key,
    seen: 10,
    state: "done",
    ...change,
  });
  const rows = projectRows(someRun({
    projects: [
      project("A"),
      project("B", { missed: 1, repaired: 1 }),
      project("C", { state: "braked", suspect: 40 }),
      project("D", { state: "unobserved" }),
    ],
    omitted: 7,
  }));
  deepEqual(rows.told.map(({ key }) => key), ["C", "B", "D"]);
  equal(rows.others, 8);
});

Deno.test("foldRuns() folds two and more sweeps in a row that found nothing", () => {
  const quiet = (id: string) => someRun({ id });
  const census = someRun({ id: "census", kind: "census" });
  const found = someRun({ id: "found", drift: drift({ missed: 1, repaired: 1 }) });
  const rows = foldRuns([
    quiet("9"),
    census,
    quiet("7"),
    quiet("6"),
    quiet("5"),
    found,
  ]);
  deepEqual(rows.map((row) => "run" in row ? row.run.id : row.quiet.map(({ id }) => id)), [
    "9",
    "census",
    ["7", "6", "5"],
    "found",
  ]);
});

Deno.test("a list of runs stays newest first, without doubles or gaps, however it is read", () => {
  const all = Array.from({ length: 60 }, (_, index) => someRun({ id: String(100 + index) }))
    .reverse();
  // What the service answers when `total` runs have been made: a page after an id, or the newest.
  const page = (total: number, after: string | null): RunList => {
    const made = all.slice(all.length - total).filter(({ id }) => after === null || id < after);
    const runs = made.slice(0, 5);
    return { runs, next: made.length > 5 ? runs.at(-1)!.id : null };
  };
  const reads = fc.array(fc.record({ more: fc.nat({ max: 8 }), older: fc.boolean() }), {
    maxLength: 20,
  });
  fc.assert(fc.property(reads, (reads) => {
    let total = 3;
    let list: RunList = page(total, null);
    for (const { more, older } of reads) {
      total = Math.min(all.length, total + more);
      if (!older) list = renewRuns(list, page(total, null));
      else if (list.next !== null) list = appendRuns(list, page(total, list.next));
      const newest = all.findIndex(({ id }) => id === list.runs[0]?.id);
      const ids = list.runs.map(({ id }) => id);
      deepEqual(ids, all.slice(newest, newest + ids.length).map(({ id }) => id));
      equal(list.next === null, ids.at(-1) === "100");
    }
  }));
});
