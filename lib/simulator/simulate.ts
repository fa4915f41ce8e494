/**
 * A simulated Jira that runs: it fills a site with issues, and then works on them and sends webhooks
 * until it is stopped. Its REST side shows the same site; `serveRest` puts it on a port.
 *
 * @module
 */

import { type Clock, systemClock } from "./clock.ts";
import type { Faults } from "./copies.ts";
import { createDeliverer, type Deliverer, type Settled } from "./delivery.ts";
import { EVENT_NAMES } from "./event_names.ts";
import type { Flavour } from "./model.ts";
import type { Operation } from "./operations.ts";
import { levelAt, nextWait } from "./pace.ts";
import { createRandom, type Random } from "./random.ts";
import { addAdminWebhook } from "./rest/registry.ts";
import { createRest, type Rest } from "./rest/rest.ts";
import { createSite, type Site } from "./site.ts";
import { createOperation, createStream } from "./stream.ts";
import { STATUSES } from "./workflow.ts";

/** How to run a simulator. */
export interface SimulatorOptions {
  /** Where a webhook for all events is registered at the start. @default nowhere */
  readonly url?: string;
  /** Secret of that webhook. @default none */
  readonly secret?: string;
  readonly seed: number;
  /** Stops it. What is under way then is given up. */
  readonly signal: AbortSignal;
  /** Changes a second on average; `Infinity` makes the next as soon as the service keeps up. @default 1 */
  readonly rate?: number;
  /** @default "cloud" */
  readonly flavour?: Flavour;
  /** Where the site claims to be. @default "https://jira.example.com" */
  readonly base?: string;
  /** Nothing is done on the site before this resolves. @default it begins at once */
  readonly begin?: Promise<void>;
  /** Issues to begin with. @default 40 */
  readonly issues?: number;
  /** Stops by itself after that many operations beyond the first issues. @default Infinity */
  readonly operations?: number;
  /** @default {} */
  readonly faults?: Faults;
  /** How much faster than Jira's are back-off, outage limit and cascades. @default 60 */
  readonly timeScale?: number;
  /** @default globalThis.fetch */
  readonly fetch?: typeof fetch;
  /** @default the machine's clock */
  readonly clock?: Clock;
  /** Told how each delivery ended. */
  readonly onSettled?: (settled: Settled) => void;
}

/** A simulator that runs. */
export interface Simulator {
  readonly site: Site;
  /** The REST side of the same site; what is registered there gets the webhooks. */
  readonly rest: Rest;
  readonly deliverer: Deliverer;
  /** Resolves when it stopped, and after `operations` when every delivery is settled. */
  readonly done: Promise<void>;
}

/** Deliveries under way above which the next change waits, so that a slow service isn't flooded. */
const MOST_UNSETTLED = 200;
/** A working day takes ten minutes. */
const DAY = 10 * 60_000;

/** Starts a simulator. */
export function startSimulator(options: SimulatorOptions): Simulator {
  const { clock = systemClock, timeScale = 60 } = options;
  const random = createRandom(options.seed);
  const site = createSite({
    seed: options.seed,
    now: () => clock.now(),
    flavour: options.flavour ?? "cloud",
    ...(options.base === undefined ? {} : { base: options.base }),
  });
  const rest = createRest(site, { random: createRandom(options.seed), clock });
  if (options.url !== undefined) {
    addAdminWebhook(rest.registry, {
      url: options.url,
      secret: options.secret ?? null,
      events: [...EVENT_NAMES],
      lastUpdated: clock.now(),
    });
  }
  const deliverer = createDeliverer({
    ...options,
    targets: (event) => rest.registry.targets(event),
    fetch: options.fetch ?? globalThis.fetch,
    clock,
    timeScale,
    random: random.fork(),
  });
  const work = run({ ...options, clock, site, deliverer, random });
  return { site, rest, deliverer, done: untilAborted(work, options.signal) };
}

interface Run extends SimulatorOptions {
  readonly clock: Clock;
  readonly site: Site;
  readonly deliverer: Deliverer;
  readonly random: Random;
}

async function run(at: Run): Promise<void> {
  const { site, deliverer, random, signal, rate = 1, operations = Infinity } = at;
  const stream = createStream(site, random.fork());
  if (at.begin !== undefined) await at.begin;
  for (const operation of firstOperations(at)) await perform(at, operation());
  const start = at.clock.now();
  for (let count = 0; count < operations && !signal.aborted; count++) {
    await perform(at, stream.next());
    if (rate === Infinity) continue;
    const level = levelAt(at.clock.now() - start, DAY);
    await at.clock.sleep(nextWait(random, { rate, level }), signal);
  }
  await deliverer.drain();
}

/** Issues to begin with, two thirds of them already on their way across the board. */
function* firstOperations({ site, random, issues = 40 }: Run): Iterable<() => Operation> {
  for (let i = 0; i < issues; i++) yield () => createOperation(site, random);
  for (const issue of site.issues().slice(-issues)) {
    if (!random.chance(2 / 3)) continue;
    const to = random.pick([STATUSES.progress, STATUSES.review, STATUSES.done]);
    yield () => ({ op: "transition", by: issue.reporter.id, issue: issue.id, to: to.id });
  }
}

async function perform({ site, deliverer }: Run, operation: Operation): Promise<void> {
  for (const event of site.apply(operation)) deliverer.send(event);
  await deliverer.room(MOST_UNSETTLED);
}

/** Passes the outcome on, except the rejection that being stopped causes. */
async function untilAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
