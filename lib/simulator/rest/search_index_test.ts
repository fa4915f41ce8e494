import { deepEqual, equal } from "node:assert/strict";
import { createRandom } from "../random.ts";
import { createSite, type Site } from "../site.ts";
import { SearchIndex } from "./search_index.ts";

const START = Date.UTC(2026, 8, 1, 9);

interface Bench {
  readonly site: Site;
  readonly index: SearchIndex;
  readonly by: string;
  pass(ms: number): void;
  summaries(): string[];
}

function bench(): Bench {
  let now = START;
  const site = createSite({ seed: 71, now: () => now, projects: 1 });
  site.grow({ issues: 3 });
  const index = new SearchIndex(site, createRandom(71));
  const summaries = () => {
    const list = index.list("issue");
    return [...list.slice(0, list.size, "up")].map(({ issue }) => issue.summary);
  };
  return { site, index, by: site.people[0]!.id, pass: (ms) => now += ms, summaries };
}

Deno.test("without a lag the index knows everything at once", () => {
  const { site, by, summaries } = bench();
  const [first] = site.issues();
  site.apply({ op: "edit", by, issue: first!.id, set: { summary: "New words" } });
  deepEqual(summaries(), site.issues().map(({ summary }) => summary));
});

Deno.test("with a lag the index shows issues as they were, also those deleted since", () => {
  const { site, index, by, pass, summaries } = bench();
  const before = summaries();
  index.lag = { least: 30_000, most: 30_000 };
  const [first, second] = site.issues();
  site.apply({ op: "edit", by, issue: first!.id, set: { summary: "New words" } });
  site.apply({ op: "delete", by, issue: second!.id });
  pass(29_999);
  deepEqual(summaries(), before);
  pass(1);
  deepEqual(summaries(), site.issues().map(({ summary }) => summary));
});

Deno.test("what the index learns late never takes the place of something newer", () => {
  const { site, index, by, pass, summaries } = bench();
  const [first, second] = site.issues();
  index.lag = { least: 60_000, most: 60_000 };
  for (const issue of [first!, second!]) {
    site.apply({ op: "edit", by, issue: issue.id, set: { summary: "Older words" } });
  }
  index.lag = { least: 0, most: 0 };
  site.apply({ op: "edit", by, issue: first!.id, set: { summary: "Newer words" } });
  site.apply({ op: "delete", by, issue: second!.id });
  pass(60_000);
  deepEqual(summaries(), site.issues().map(({ summary }) => summary));
  equal(summaries().length, 2);
});
