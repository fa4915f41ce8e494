/**
 * What comparing with Jira costs: requests, time, memory, and the patience of webhooks.
 *
 * @module
 */

import { setTimeout as wait } from "node:timers/promises";
import type { Run, RunKind, SyncReport } from "../../lib/sync/types.ts";
import { BenchJira } from "./jira_process.ts";
import { timeThrough } from "./latency.ts";
import { BenchService } from "./service.ts";
import { median, percentile } from "./statistics.ts";
import type { Bench, BenchContext, Figure } from "./types.ts";
import { createWorkload, type Workload } from "./workload.ts";

/** Issues on Jira's pages: of ids, and of whole issues. */
const PAGE = { ids: 5_000, whole: 100 };

/** How often the report is asked for while waiting, ms. */
const POLL = 250;

/** Time between two censuses that are asked for, ms: shorter than one lasts while webhooks come. */
const ASK_EVERY = 2_500;

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

/**
 * The webhooks' p99 alone, during one census after the other, and during an import: in turns, since a
 * machine is not the same from minute to minute, and the median of each.
 */
async function patience(context: BenchContext, { jira, service }: Stage): Promise<Figure[]> {
  const workload = createWorkload(context);
  const rounds: Round[] = [];
  await warmUp(service, { context, workload });
  for (let round = 0; round < context.sizes.sync.rounds; round++) {
    const alone = await time(service, { context, workload });
    const counting = new AbortController();
    const censuses = repeatCensus(service, counting.signal);
    const census = await time(service, { context, workload });
    counting.abort();
    await censuses;
    rounds.push({ alone, census, ...await timeImport(context, { jira, round }) });
  }
  const of = (name: keyof Round) => median(rounds.map((round) => round[name]));
  const more = (name: "census" | "whole") => 100 * (of(name) / of("alone") - 1);
  return [
    { name: "webhook p99 alone", value: of("alone"), unit: "ms" },
    { name: "webhook p99 during census", value: of("census"), unit: "ms" },
    { name: "webhook p99 during census: above alone", value: more("census"), unit: "%" },
    { name: "webhook p99 during import", value: of("whole"), unit: "ms" },
    { name: "webhook p99 during import: above alone", value: more("whole"), unit: "%" },
    { name: "import while webhooks come: issues", value: of("imported"), unit: "/s" },
  ];
}

/** What one round measured: p99 in ms, and issues imported a second. */
interface Round {
  readonly alone: number;
  readonly census: number;
  readonly whole: number;
  readonly imported: number;
}

async function timeImport(
  context: BenchContext,
  { jira, round }: { readonly jira: BenchJira; readonly round: number },
): Promise<Pick<Round, "whole" | "imported">> {
  await using service = await startService(context, { jira, name: `sync_fresh_${round}` });
  const workload = createWorkload(context);
  await warmUp(service, { context, workload });
  const whole = await time(service, { context, workload });
  const { seen, startedAt } = (await newest(service, "import"))!;
  return { whole, imported: 1_000 * seen / (Date.now() - startedAt) };
}

interface Timing {
  readonly context: BenchContext;
  readonly workload: Workload;
}

async function warmUp(service: BenchService, { context, workload }: Timing): Promise<void> {
  const { rate, warmUp } = context.sizes.latency;
  await timeThrough(service, { deliveries: workload.changes(warmUp), rate });
}

async function time(service: BenchService, { context, workload }: Timing): Promise<number> {
  const { latency: { rate }, sync: { duration } } = context.sizes;
  const deliveries = workload.changes(Math.ceil(rate * duration / 1_000));
  const { times } = await timeThrough(service, { deliveries, rate });
  return percentile(times, 0.99);
}

/**
 * Has one census after the other run, until `signal` says stop and the last one has ended. To be asked
 * costs the service a commit, and to say how far it is a dozen reads: neither is of the census.
 */
async function repeatCensus(service: BenchService, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await service.post("/api/sync/census");
    await wait(ASK_EVERY, undefined, { signal }).catch(() => {});
  }
  // The next one that was asked for begins in the moment in which one ends.
  for (let idle = 0; idle < 2;) {
    await wait(POLL);
    const { running } = await service.call<SyncReport>("/api/sync?limit=1");
    idle = running === null ? idle + 1 : 0;
  }
}

/** Waits for a run of the kind to come to its end. */
async function ended(service: BenchService, kind: RunKind): Promise<Run> {
  while (true) {
    const run = await newest(service, kind);
    if (run !== null && run.outcome !== "running") {
      if (run.outcome === "done") return run;
      throw new Error(`Cannot measure: the ${kind} ended as ${run.outcome}`);
    }
    await wait(POLL);
  }
}

async function newest(service: BenchService, kind: RunKind): Promise<Run | null> {
  const { items } = await service.call<SyncReport>("/api/sync?limit=20");
  return items.find((run) => run.kind === kind) ?? null;
}
