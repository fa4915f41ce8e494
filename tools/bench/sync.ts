/**
 * What comparing with Jira costs: requests, time, memory, and the patience of webhooks.
 *
 * @module
 */

import type { Run, RunKind, SyncReport } from "../../lib/sync/types.ts";
import { BenchJira } from "./jira_process.ts";
import { timeThrough } from "./latency.ts";
import { BenchService } from "./service.ts";
import { percentile } from "./statistics.ts";
import type { Bench, BenchContext, Figure } from "./types.ts";
import { createWorkload, type Workload } from "./workload.ts";

/** Jira's pages: ids, whole issues; and what a census asks besides: the account, three rosters. */
const PAGE = { ids: 5_000, whole: 100 };
const ROSTERS = 3;
const PROJECTS = 4;

/** How often the report is asked for while waiting, ms. */
const POLL = 250;

/** See the module. */
export const sync: Bench = {
  name: "sync",
  question: "What do a full import and a census of Jira cost?",
  async run(context) {
    const { issues } = context.sizes.sync;
    const tenth = await measure(context, { issues: issues / 10, isTimed: false });
    return [...tenth, ...await measure(context, { issues, isTimed: true })];
  },
};

interface Size {
  readonly issues: number;
  /** Whether webhooks are timed meanwhile. */
  readonly isTimed: boolean;
}

async function measure(context: BenchContext, { issues, isTimed }: Size): Promise<Figure[]> {
  const { seed, sizes, folder, profiles } = context;
  await using jira = await BenchJira.start({ seed, told: sizes.issues, issues });
  const file = `${folder}/sync_${issues}.sqlite`;
  await using service = await BenchService.start({ file, profiles, env: jira.env });
  const workload = createWorkload(context);
  const during = isTimed ? await time(service, { context, workload }) : null;
  const imported = await ended(service, "import");
  const first = await ended(service, "census");
  const both = await jira.requests();
  await service.call("/api/sync/census", "POST");
  const census = await ended(service, "census", first.id);
  const requests = await jira.requests();
  const peak = (await service.memory())?.peak ?? null;
  const least = {
    import: 1 + 1 + Math.ceil(issues / PAGE.whole),
    census: 1 + ROSTERS + PROJECTS * Math.ceil(issues / PROJECTS / PAGE.ids),
  };
  return [
    ...costs(imported, { requests: both - requests, least: least.import }),
    ...costs(census, { requests, least: least.census }),
    ...peak === null ? [] : [{
      name: `import and census of ${issues}: peak memory`,
      value: peak / 2 ** 20,
      unit: "MB",
    }],
    ...during === null ? [] : await patience(service, { context, workload, during }),
  ];
}

function costs(
  { kind, seen, startedAt, endedAt }: Run,
  { requests, least }: { readonly requests: number; readonly least: number },
): Figure[] {
  const name = `${kind} of ${seen}`;
  const seconds = Math.max(1, endedAt! - startedAt) / 1_000;
  return [
    { name: `${name}: issues`, value: seen / seconds, unit: "/s" },
    { name: `${name}: requests`, value: requests, unit: "" },
    { name: `${name}: requests above the least`, value: 100 * (requests / least - 1), unit: "%" },
  ];
}

/** The webhooks' p99 alone, during the import and during one census after the other. */
async function patience(
  service: BenchService,
  { context, workload, during }: {
    readonly context: BenchContext;
    readonly workload: Workload;
    readonly during: number;
  },
): Promise<Figure[]> {
  const alone = await time(service, { context, workload });
  const counting = new AbortController();
  const censuses = repeatCensus(service, counting.signal);
  const census = await time(service, { context, workload });
  counting.abort();
  await censuses;
  return [
    { name: "webhook p99 alone", value: alone, unit: "ms" },
    { name: "webhook p99 during import", value: during, unit: "ms" },
    { name: "webhook p99 during census", value: census, unit: "ms" },
  ];
}

async function time(
  service: BenchService,
  { context: { sizes }, workload }: {
    readonly context: BenchContext;
    readonly workload: Workload;
  },
): Promise<number> {
  const { rate, warmUp } = sizes.latency;
  const count = Math.ceil(rate * sizes.sync.duration / 1_000);
  await timeThrough(service, { deliveries: workload.changes(warmUp), rate });
  const { times } = await timeThrough(service, { deliveries: workload.changes(count), rate });
  return percentile(times, 0.99);
}

async function repeatCensus(service: BenchService, signal: AbortSignal): Promise<void> {
  let last = (await newest(service, "census"))!.id;
  while (!signal.aborted) {
    await service.call("/api/sync/census", "POST");
    last = (await ended(service, "census", last)).id;
  }
}

/** Waits for a run of the kind, other than `after`, to come to its end. */
async function ended(service: BenchService, kind: RunKind, after?: string): Promise<Run> {
  while (true) {
    const run = await newest(service, kind);
    if (run !== null && run.id !== after && run.outcome !== "running") {
      if (run.outcome === "done") return run;
      throw new Error(`Cannot measure: the ${kind} ended as ${run.outcome}`);
    }
    await new Promise((resolve) => setTimeout(resolve, POLL));
  }
}

async function newest(service: BenchService, kind: RunKind): Promise<Run | null> {
  const { items } = await service.call<SyncReport>("/api/sync?limit=20");
  return items.find((run) => run.kind === kind) ?? null;
}
