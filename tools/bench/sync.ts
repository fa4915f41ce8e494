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

/** Issues on Jira's pages: of ids, and of whole issues. */
const PAGE = { ids: 5_000, whole: 100 };

/** How often the report is asked for while waiting, ms. */
const POLL = 250;

/** See the module. */
export const sync: Bench = {
  name: "sync",
  question: "What do a full import and a census of Jira cost?",
  async run(context) {
    const { issues } = context.sizes.sync;
    return [
      ...await compare(context, { issues: issues / 10, andThen: () => Promise.resolve([]) }),
      ...await compare(context, { issues, andThen: (stage) => patience(context, stage) }),
    ];
  },
};

interface Stage {
  readonly jira: BenchJira;
  /** A service that has compared itself with all of Jira. */
  readonly service: BenchService;
}

async function compare(
  context: BenchContext,
  { issues, andThen }: {
    readonly issues: number;
    readonly andThen: (stage: Stage) => Promise<Figure[]>;
  },
): Promise<Figure[]> {
  const { seed, sizes } = context;
  await using jira = await BenchJira.start({ seed, told: sizes.issues, issues });
  await using service = await startService(context, { jira, name: `sync_${issues}` });
  const imported = await ended(service, "import");
  const census = await ended(service, "census");
  const peak = (await service.memory())?.peak ?? null;
  // The account, how many there are, and the pages; the account, the roster, and the pages.
  const least = {
    import: 2 + Math.ceil(issues / PAGE.whole),
    census: census.projects.reduce((sum, { seen }) => sum + Math.ceil(seen / PAGE.ids), 2),
  };
  return [
    ...costs(imported, least.import),
    ...costs(census, least.census),
    ...peak === null ? [] : [{
      name: `import and census of ${issues}: peak memory`,
      value: peak / 2 ** 20,
      unit: "MB",
    }],
    ...await andThen({ jira, service }),
  ];
}

function startService(
  { folder, profiles }: BenchContext,
  { jira, name }: { readonly jira: BenchJira; readonly name: string },
): Promise<BenchService> {
  return BenchService.start({ file: `${folder}/${name}.sqlite`, profiles, env: jira.env });
}

function costs({ kind, seen, requests, startedAt, endedAt }: Run, least: number): Figure[] {
  const name = `${kind} of ${seen}`;
  const seconds = Math.max(1, endedAt! - startedAt) / 1_000;
  return [
    { name: `${name}: issues`, value: seen / seconds, unit: "/s" },
    { name: `${name}: requests`, value: requests, unit: "" },
    { name: `${name}: requests above the least`, value: 100 * (requests / least - 1), unit: "%" },
  ];
}

/** The webhooks' p99 alone, during one census after the other, and during an import. */
async function patience(context: BenchContext, { jira, service }: Stage): Promise<Figure[]> {
  const workload = createWorkload(context);
  const alone = await time(service, { context, workload });
  const counting = new AbortController();
  const censuses = repeatCensus(service, counting.signal);
  const census = await time(service, { context, workload });
  counting.abort();
  await censuses;
  await using fresh = await startService(context, { jira, name: "sync_fresh" });
  const whole = await time(fresh, { context, workload: createWorkload(context) });
  const more = (p99: number) => 100 * (p99 / alone - 1);
  return [
    { name: "webhook p99 alone", value: alone, unit: "ms" },
    { name: "webhook p99 during census", value: census, unit: "ms" },
    { name: "webhook p99 during census: above alone", value: more(census), unit: "%" },
    { name: "webhook p99 during import", value: whole, unit: "ms" },
    { name: "webhook p99 during import: above alone", value: more(whole), unit: "%" },
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
