/**
 * Kills the service again and again under load, and says whether everything it promised holds.
 *
 * @module
 */

import { systemClock } from "../../lib/simulator/clock.ts";
import { createRandom, type Random } from "../../lib/simulator/random.ts";
import { type ServiceProcess, startProcess } from "../_process.ts";
import { follow, type Follower, readLog } from "./follower.ts";
import { type Load, startLoad } from "./load.ts";
import { createTarget, type Target } from "./target.ts";
import { judge, type SnapshotIssue } from "./verdict.ts";

/** How to run. */
export interface CrashOptions {
  readonly rounds: number;
  /** Decides what happens at the site, and when the service dies. */
  readonly seed: number;
  /** An empty folder for the database. */
  readonly folder: string;
  /** Told after each kill. */
  readonly onRound?: (round: RoundReport) => void;
}

/** One life of the service. Times in ms. */
export interface RoundReport {
  readonly round: number;
  readonly startedIn: number;
  readonly livedFor: number;
  /** Deliveries answered with 2xx so far. */
  readonly accepted: number;
  /** Calls broken so far: under way when the service died. */
  readonly broken: number;
}

/** How a run ended. */
export interface CrashReport {
  readonly rounds: readonly RoundReport[];
  readonly accepted: number;
  readonly broken: number;
  readonly lost: number;
  readonly items: number;
  readonly dead: number;
  /** What doesn't hold, in words; empty when all does. */
  readonly problems: readonly string[];
}

const SECRET = "crash-run-webhook-secret";
const TOKEN = "crash-run-admin-token";
/**
 * How long a service lives: until that many deliveries more are accepted, and then that many ms. So
 * a slow machine kills as much work as a fast one.
 */
const LIFE = { mostDeliveries: 150, longestAfter: 60 } as const;
/** A life ends after this time anyway, ms. */
const LONGEST_LIFE = 5_000;
/** How long the last service may take to work off what it found, ms. */
const PATIENCE = 60_000;

interface Run extends CrashOptions {
  readonly target: Target;
  readonly start: () => Promise<ServiceProcess>;
  /** The service that runs, or ran last. */
  child: ServiceProcess;
}

/** Runs it. The database stays in the folder. */
export async function runCrashes(options: CrashOptions): Promise<CrashReport> {
  const over = new AbortController();
  const kvPath = `${options.folder}/crash.sqlite`;
  const env = { KV_PATH: kvPath, JIRA_WEBHOOK_SECRET: SECRET, ADMIN_TOKEN: TOKEN };
  const start = () => startProcess({ env });
  const run: Run = { ...options, target: createTarget(), start, child: await start() };
  try {
    return await killAndConclude(run, over.signal);
  } finally {
    over.abort();
    await run.child.end("SIGKILL");
  }
}

async function killAndConclude(run: Run, signal: AbortSignal): Promise<CrashReport> {
  const { target, seed } = run;
  const { fetch } = target;
  target.set(run.child.url);
  const { epoch } = await getJson<{ epoch: string }>(target, "/api/snapshot");
  const client = { fetch, token: TOKEN, epoch };
  const follower = follow({ ...client, signal });
  const load = startLoad({ seed, secret: SECRET, fetch, signal });
  const rounds = await killRepeatedly(run, load);
  return await conclude(run, { load, rounds, follower, client });
}

async function killRepeatedly(run: Run, load: Load): Promise<RoundReport[]> {
  const { target, onRound } = run;
  const random = createRandom(run.seed);
  const rounds: RoundReport[] = [];
  for (let round = 1; round <= run.rounds; round++) {
    const livedFor = await live(load, random);
    target.set(null);
    await run.child.end("SIGKILL");
    const { startedIn } = run.child;
    const { accepted, failed } = load.counts;
    const report = { round, startedIn, livedFor, accepted, broken: failed };
    rounds.push(report);
    onRound?.(report);
    run.child = await run.start();
    target.set(run.child.url);
  }
  return rounds;
}

/** Lets the service live, and gives for how long it did. */
async function live(load: Load, random: Random): Promise<number> {
  const began = performance.now();
  const busy = load.reach(load.counts.accepted + random.int(0, LIFE.mostDeliveries));
  const reached = new AbortController();
  const { sleep } = systemClock;
  await Promise.race([busy, sleep(LONGEST_LIFE, reached.signal)]);
  await sleep(random.int(0, LIFE.longestAfter), new AbortController().signal);
  reached.abort();
  return performance.now() - began;
}

async function conclude(
  { target }: Run,
  { load, rounds, follower, client }: {
    load: Load;
    rounds: readonly RoundReport[];
    follower: Follower;
    client: { fetch: typeof fetch; token: string; epoch: string };
  },
): Promise<CrashReport> {
  await load.finish();
  const { seq, queue } = await workedOff(target);
  await follower.reach(seq);
  const log = await readLog({ ...client, head: seq });
  const problems = [
    ...follower.problems,
    ...log.problems,
    ...queue.backlog === 0 ? [] : [`still in the inbox: ${queue.backlog}`],
    ...queue.dead === 0 ? [] : [`dead letters: ${queue.dead}`],
    ...judge({
      load,
      log: log.items,
      followed: follower.items,
      mirror: await readMirror(target),
    }),
  ];
  const { accepted, failed, lost } = load.counts;
  return {
    rounds,
    accepted,
    broken: failed,
    lost,
    items: log.items.length,
    dead: queue.dead,
    problems,
  };
}

interface Status {
  readonly epoch: string;
  readonly seq: number;
  readonly queue: { readonly backlog: number; readonly dead: number };
}

/** Waits until the inbox is empty, or patience ends. */
async function workedOff(target: Target): Promise<Status> {
  const deadline = Date.now() + PATIENCE;
  while (true) {
    const status = await getJson<Status>(target, "/api/status");
    if (status.queue.backlog === 0 || Date.now() > deadline) return status;
    // Waits for the next entry of the log, which the work on the backlog makes.
    await getJson(target, `/api/events?cursor=${status.epoch}:${status.seq}&wait=1`);
  }
}

async function readMirror(target: Target): Promise<SnapshotIssue[]> {
  const issues: SnapshotIssue[] = [];
  let next: string | null = "";
  while (next !== null) {
    const place: string = next === "" ? "" : `&next=${encodeURIComponent(next)}`;
    const page: { issues: SnapshotIssue[]; next: string | null } = await getJson(
      target,
      `/api/snapshot?limit=500${place}`,
    );
    issues.push(...page.issues);
    next = page.next;
  }
  return issues;
}

async function getJson<T>(target: Target, path: string): Promise<T> {
  const response = await target.fetch(`http://service${path}`, {
    headers: { Authorization: `Bearer ${TOKEN}` },
  });
  if (!response.ok) throw new Error(`GET ${path} answered ${response.status}`);
  return await response.json();
}
