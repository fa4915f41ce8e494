/**
 * The attempts of one delivery: signed calls with Jira's headers, few at once, tried again as long as
 * Jira would.
 *
 * @module
 */

import type { Clock } from "./clock.ts";
import type { Delivery, Faults } from "./copies.ts";
import { createLane, type Lane } from "./lane.ts";
import type { Flavour } from "./model.ts";
import type { Random } from "./random.ts";
import { type Answer, backOff, isAccepted, isRetried, MAX_RETRIES, OUTAGE_LIMIT } from "./retry.ts";

/** Calls under way at once for one tenant and host. */
const IN_FLIGHT = { Primary: 20, Secondary: 10 } as const;
/** How long Jira waits for an answer, in ms. */
const RESPONSE_TIMEOUT = 20_000;
/** Given as the reason, since making an exception for each call is not free. */
const ANSWERED = "answered";
const USER_AGENT = {
  cloud: "Atlassian Webhook HTTP Client",
  datacenter: "Atlassian HttpClient 4.2.0 / JIRA-10.3.5 (10030005) / Default",
} as const satisfies Record<Flavour, string>;

/** What calling needs. */
export interface AttemptOptions {
  readonly fetch: typeof fetch;
  readonly clock: Clock;
  readonly random: Random;
  readonly signal: AbortSignal;
  readonly flavour: Flavour;
  readonly faults: Faults;
  /** How much faster than Jira's the waits are. */
  readonly timeScale: number;
  /** Told of each attempt without a 2xx. */
  readonly onFailure: () => void;
}

/** How the attempts of a delivery ended. */
export interface Outcome {
  /** Calls made; 0 when all was aborted or the delivery was dropped. */
  readonly attempts: number;
  /** The last answer; `null` when all was aborted. */
  readonly answer: Answer | null;
}

/** What Jira remembers of one host. */
interface Host {
  readonly lanes: Record<"Primary" | "Secondary", Lane>;
  failingSince: number | null;
}

/** Makes the function that takes a delivery through its attempts. It never rejects. */
export function createAttempts(options: AttemptOptions): (it: Delivery) => Promise<Outcome> {
  const { clock, random, signal, flavour, faults, timeScale, onFailure } = options;
  const hosts = new Map<string, Host>();

  function hostOf({ target }: Delivery): Host {
    const name = new URL(target.url).host;
    const host = hosts.get(name) ?? createHost();
    hosts.set(name, host);
    return host;
  }
  function mayRetry(answer: Answer, { host, attempts }: { host: Host; attempts: number }): boolean {
    // Data Center documents no retries.
    if (flavour === "datacenter" || !isRetried(answer) || attempts > MAX_RETRIES) return false;
    const outage = host.failingSince === null ? 0 : clock.now() - host.failingSince;
    return outage <= OUTAGE_LIMIT / timeScale;
  }
  function isDropped(lane: Lane): boolean {
    return flavour === "datacenter" && lane.waiting() >= (faults.queue ?? Infinity);
  }
  async function attemptAll(delivery: Delivery): Promise<Outcome> {
    const host = hostOf(delivery);
    const call = prepareCall(delivery, options);
    const lane = host.lanes[delivery.event.flow];
    if (delivery.delay > 0) await clock.sleep(delivery.delay, signal);
    if (isDropped(lane)) return { attempts: 0, answer: { status: null, why: "the queue is full" } };
    for (let attempts = 1;; attempts++) {
      const answer = await lane.run(() => call(attempts - 1));
      if (isAccepted(answer)) {
        host.failingSince = null;
        return { attempts, answer };
      }
      onFailure();
      host.failingSince ??= clock.now();
      if (!mayRetry(answer, { host, attempts })) return { attempts, answer };
      await clock.sleep(backOff(random) / timeScale, signal);
    }
  }
  return async (delivery) => {
    try {
      return await attemptAll(delivery);
    } catch (error) {
      if (signal.aborted) return { attempts: 0, answer: null };
      throw error;
    }
  };
}

function createHost(): Host {
  const lanes = {
    Primary: createLane(IN_FLIGHT.Primary),
    Secondary: createLane(IN_FLIGHT.Secondary),
  };
  return { lanes, failingSince: null };
}

/** The function it gives makes one call; only proofs that expire are made anew for each. */
function prepareCall(
  delivery: Delivery,
  options: AttemptOptions,
): (retry: number) => Promise<Answer> {
  const { flavour } = options;
  const { target } = delivery;
  const body = new TextEncoder().encode(delivery.body);
  const headers = {
    "Content-Type": "application/json; charset=UTF-8",
    "User-Agent": USER_AGENT[flavour],
    ...(flavour === "cloud"
      ? {
        "X-Atlassian-Webhook-Identifier": delivery.id,
        "X-Atlassian-Webhook-Flow": delivery.event.flow,
      }
      : {}),
  };
  return async (retry) => {
    const retried = retry === 0 ? {} : { "X-Atlassian-Webhook-Retry": `${retry}` };
    const proof = await target.prove(body);
    const init = { method: "POST", headers: { ...headers, ...proof, ...retried }, body };
    return await callOnce(target.url, init, options);
  };
}

/** One call, given up after the time-out; throws only when everything is aborted. */
async function callOnce(
  url: string,
  init: RequestInit,
  options: AttemptOptions,
): Promise<Answer> {
  const { fetch, clock, signal } = options;
  signal.throwIfAborted();
  if (isOutage(options)) return { status: null, why: "connection refused" };
  const timeout = new AbortController();
  const answered = new AbortController();
  clock.sleep(RESPONSE_TIMEOUT, answered.signal).then(
    () => timeout.abort(new DOMException("No answer in time", "TimeoutError")),
    () => {},
  );
  try {
    const given = AbortSignal.any([signal, timeout.signal]);
    const response = await fetch(url, { ...init, signal: given });
    await response.arrayBuffer();
    return { status: response.status };
  } catch (error) {
    signal.throwIfAborted();
    return { status: null, why: error instanceof Error ? error.message : String(error) };
  } finally {
    answered.abort(ANSWERED);
  }
}

function isOutage({ clock, faults }: AttemptOptions): boolean {
  const now = clock.now();
  return (faults.outages ?? []).some(({ from, until }) => from <= now && now < until);
}
