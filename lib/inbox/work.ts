/**
 * The worker of one site: takes deliveries from memory, or from the inbox when there was no room,
 * and applies them in batches. A delivery that fails is put off alone; its neighbours go on.
 *
 * @module
 */

import { setImmediate as turn } from "node:timers/promises";
import { addressOfBody } from "../jira/address.ts";
import { decodeEvent } from "../jira/event.ts";
import type { JiraEvent } from "../jira/types.ts";
import type { Applier } from "../mirror/apply.ts";
import type { Applied, Work } from "../mirror/work.ts";
import { createGatherer } from "../store/gather.ts";
import type { RightOfWay } from "../store/right_of_way.ts";
import { StoreError } from "../store/types.ts";
import { aboutOf } from "./about.ts";
import { createAtHand } from "./at_hand.ts";
import { createLanes } from "./lanes.ts";
import {
  type Ours,
  type PostponeDeps,
  postponeFailed,
  postponeHeld,
  setAside,
} from "./postpone.ts";

/** Deliveries one round takes at most; a commit's size may allow fewer. */
const BATCH = 100;

/** How long to rest when the store can't, ms. */
const STORE_REST = 500;

/** Deliveries held for their issue that are kept at hand. */
const HELD_AT_HAND = 1_000;

/** What a worker needs. */
export interface WorkerDeps extends PostponeDeps {
  readonly applier: Applier;
  readonly newId: () => string;
  /** Applying what was delivered goes before what is in no hurry. */
  readonly way: RightOfWay;
  readonly log: (message: string, cause?: unknown) => void;
  /** Whether a delivery may be of the mirror's Jira, by the address that its body names. */
  readonly isOurs: (address: string | null) => boolean;
  /** Told of each delivery that was not, and is set aside. */
  readonly onForeign: (address: string | null) => void;
  /** Told when a delivery leaves memory. */
  readonly onLeave: (ours: Ours) => void;
  /** Told when memory is empty: more may be waiting in the inbox. */
  readonly onIdle: () => void;
}

/** Applies the deliveries of a site. */
export interface Worker {
  /** Deliveries in memory. */
  readonly size: number;
  /** Takes a delivery over; it stays in the inbox until it is applied. */
  push(ours: Ours, body: Readonly<Record<string, unknown>>): void;
  /** Stops after the batch under way. */
  stop(): Promise<void>;
}

interface Job {
  readonly ours: Ours;
  readonly event: JiraEvent;
  /** Of the Jira that it names. */
  readonly address: string | null;
}

/** A delivery that can't even be read as an event. */
interface BrokenJob {
  readonly ours: Ours;
  readonly event: null;
  readonly cause: unknown;
}

/** Makes a worker. */
export function createWorker(deps: WorkerDeps): Worker {
  const lanes = createLanes<Job | BrokenJob>();
  const held = createAtHand<Job>(HELD_AT_HAND);
  const crowd = createGatherer(() => lanes.size);
  let running: Promise<void> | null = null;
  let stopping = false;

  function push(job: Job | BrokenJob): void {
    lanes.push(job, { flow: job.ours.item.flow, project: projectOf(job.event) });
    crowd.arrived();
    running ??= run();
  }

  async function run(): Promise<void> {
    using _ = deps.way.enter();
    // Answers to those who delivered leave in this turn of the event loop, not after the batch.
    await turn();
    while (lanes.size > 0 && !stopping) {
      const jobs = lanes.take(BATCH);
      const whole = jobs.filter((job) => job.event !== null);
      const foreign = whole.filter(({ address }) => !deps.isOurs(address));
      await workOff(foreign.length === 0 ? whole : whole.filter((job) => !foreign.includes(job)));
      for (const job of foreign) await leaveOut(deps, job);
      for (const job of jobs) {
        if (job.event === null) await settle(job, { status: "failed", cause: job.cause });
      }
      await crowd.gather(jobs.length);
      await turn();
    }
    running = null;
    if (!stopping) deps.onIdle();
  }

  async function workOff(jobs: readonly Job[]): Promise<void> {
    let rest = jobs;
    while (rest.length > 0 && !stopping) {
      const results = await applyJobs(deps, rest);
      if (results === null) return rest.forEach((job) => deps.onLeave(job.ours));
      for (const [at, result] of results.entries()) await settle(rest[at]!, result);
      rest = rest.slice(results.length);
    }
  }

  async function settle(job: Job | BrokenJob, result: Applied): Promise<void> {
    if (result.status === "failed") await fail(deps, { job, cause: result.cause });
    if (result.status === "held" && job.event !== null) await hold(job, result.issueId);
    deps.onLeave(job.ours);
    if (result.status !== "done" || result.issueId === null) return;
    // The issue is known now: what waited for it need not wait for its back-off.
    for (const waiting of held.take(result.issueId)) push(waiting);
  }

  async function hold(job: Job, issueId: string | null): Promise<void> {
    const about = aboutOf(job.event);
    const ours = await quietly(deps, () => postponeHeld(deps, { ours: job.ours, issueId, about }));
    if (ours === null || issueId === null) return;
    held.keep(issueId, { id: ours.item.id, job: { ...job, ours } });
  }

  return {
    get size() {
      return lanes.size;
    },
    push: (ours, body) => push(jobOf(ours, body)),
    stop: async () => {
      stopping = true;
      await running;
    },
  };
}

async function leaveOut(deps: WorkerDeps, { ours, address }: Job): Promise<void> {
  await quietly(deps, () => setAside(deps, { ours, address }));
  deps.onForeign(address);
  deps.onLeave(ours);
}

async function fail(
  deps: WorkerDeps,
  { job: { ours, event }, cause }: { readonly job: Job | BrokenJob; readonly cause: unknown },
): Promise<void> {
  const reason = cause instanceof Error ? cause.message : String(cause);
  deps.log(`Cannot apply delivery ${ours.item.id}: ${reason}`, cause);
  await quietly(deps, () => postponeFailed(deps, { ours, reason, about: aboutOf(event) }));
}

/** What can't be moved now stays where it is and falls due again by itself. */
async function quietly<T>(
  { log }: WorkerDeps,
  work: () => Promise<T | null>,
): Promise<T | null> {
  try {
    return await work();
  } catch (cause) {
    log("Cannot put a delivery off: it stays in the inbox", cause);
    return null;
  }
}

/** `null` when the store can't: everything stays in the inbox, nothing counts as an attempt. */
async function applyJobs(
  deps: WorkerDeps,
  jobs: readonly Job[],
): Promise<readonly Applied[] | null> {
  try {
    return await deps.applier.apply(jobs.map(workOf));
  } catch (cause) {
    if (cause instanceof StoreError && cause.code === "unavailable") {
      deps.log("Cannot apply: the store is not available, deliveries stay in the inbox", cause);
      await new Promise((resolve) => setTimeout(resolve, STORE_REST));
      return null;
    }
    if (jobs.length === 1) return [{ status: "failed", cause }];
    return await applyJobs(deps, jobs.slice(0, 1));
  }
}

/** What breaks the decoder must be the only thing it breaks. */
function jobOf(ours: Ours, body: Readonly<Record<string, unknown>>): Job | BrokenJob {
  try {
    return { ours, event: decodeEvent(body), address: addressOfBody(body) };
  } catch (cause) {
    return { ours, event: null, cause };
  }
}

function workOf(job: Job): Work {
  const { batch, item } = job.ours;
  const { id, receivedAt, event, attempts, bytes, flow, retry, secret, replayedAt } = item;
  return {
    issueAbsent: item.issueAbsent === true,
    fact: { by: "webhook", event: job.event, receivedAt, delivery: id },
    delivery: {
      fence: batch,
      record: {
        id,
        receivedAt,
        event,
        attempts: attempts + 1,
        bytes,
        flow,
        retry,
        secret,
        ...replayedAt === undefined ? {} : { replayedAt },
      },
    },
  };
}

function projectOf(event: JiraEvent | null): string {
  if (event === null) return "";
  return event.snapshot?.core.project?.id ?? event.hint?.project?.id ?? event.issueId ?? "";
}
