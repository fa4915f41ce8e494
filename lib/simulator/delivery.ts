/**
 * Delivers webhooks the way Jira does: signed, in parallel, at least once, in no promised order, and
 * not for ever.
 *
 * @module
 */

import { createAttempts } from "./attempts.ts";
import type { Clock } from "./clock.ts";
import { type Delivery, type Faults, planDeliveries } from "./copies.ts";
import type { Flavour } from "./model.ts";
import type { Random } from "./random.ts";
import { type Answer, isAccepted } from "./retry.ts";
import type { SimEvent } from "./site_state.ts";
import type { Target } from "./target.ts";

/** How a delivery ended, after all its attempts. */
export interface Settled {
  /** Its `X-Atlassian-Webhook-Identifier`. */
  readonly id: string;
  readonly event: SimEvent;
  readonly attempts: number;
  /** The last answer; `null` when delivering was aborted. */
  readonly answer: Answer | null;
  /** Whether it was answered with 2xx. */
  readonly accepted: boolean;
}

/** What was done so far. */
export interface DeliveryCounts {
  /** Deliveries begun, copies among them. */
  sent: number;
  /** Deliveries answered with 2xx. */
  accepted: number;
  /** Of those, copies: the same id again, or a second id for the same event. */
  duplicates: number;
  /** Attempts without a 2xx. */
  failed: number;
  /** Deliveries given up, dropped or never sent. */
  lost: number;
}

/** What a deliverer needs. */
export interface DelivererOptions {
  /** Who is told of an event, each by a call of its own. */
  readonly targets: (event: SimEvent) => readonly Target[];
  readonly fetch: typeof fetch;
  readonly clock: Clock;
  readonly random: Random;
  /** Ends everything at once; what is under way then is neither accepted nor lost. */
  readonly signal: AbortSignal;
  /** Data Center sends no identifier and tries once. @default "cloud" */
  readonly flavour?: Flavour;
  /** @default {} */
  readonly faults?: Faults;
  /** How much faster than Jira's are back-off, outage limit and cascades. @default 1 */
  readonly timeScale?: number;
  /** Told how each delivery ended. */
  readonly onSettled?: (settled: Settled) => void;
}

/** Delivers webhooks. */
export interface Deliverer {
  readonly counts: Readonly<DeliveryCounts>;
  /** Begins to deliver, and returns at once. */
  send(event: SimEvent): void;
  /** Resolves when at most that many deliveries are unsettled. */
  room(most: number): Promise<void>;
  /** Resolves when every delivery is settled. */
  drain(): Promise<void>;
}

/** Makes a {@linkcode Deliverer}. */
export function createDeliverer(options: DelivererOptions): Deliverer {
  const { random, targets, faults = {}, flavour = "cloud", timeScale = 1, onSettled } = options;
  const counts: DeliveryCounts = { sent: 0, accepted: 0, duplicates: 0, failed: 0, lost: 0 };
  const gauge = createGauge();
  const attempt = createAttempts({
    ...options,
    flavour,
    faults,
    timeScale,
    onFailure: () => counts.failed += 1,
  });

  function settle(settled: Settled): void {
    if (settled.accepted) counts.accepted += 1;
    else if (settled.answer !== null) counts.lost += 1;
    onSettled?.(settled);
  }
  async function deliver(delivery: Delivery, position: number): Promise<void> {
    const { id, event, target, body } = delivery;
    const outcome = await attempt(delivery);
    const accepted = outcome.answer !== null && isAccepted(outcome.answer);
    if (accepted && position > 0) counts.duplicates += 1;
    if (!accepted && outcome.answer !== null) target.onGivenUp?.({ id, body });
    settle({ id, event, ...outcome, accepted });
    gauge.down();
  }
  function send(event: SimEvent): void {
    for (const target of targets(event)) {
      if (random.chance(faults.loss ?? 0)) {
        settle({ id: random.hex(32), event, attempts: 0, answer: NEVER_SENT, accepted: false });
        continue;
      }
      planDeliveries(event, { target, faults, random, timeScale }).forEach((delivery, position) => {
        counts.sent += 1;
        gauge.up();
        void deliver(delivery, position);
      });
    }
  }
  return { counts, send, room: gauge.atMost, drain: () => gauge.atMost(0) };
}

const NEVER_SENT: Answer = { status: null, why: "never sent" };

/** A number that goes up and down, and promises that wait for it to be low. */
function createGauge(): { up(): void; down(): void; atMost(level: number): Promise<void> } {
  let waiting: { level: number; resolve: () => void }[] = [];
  let value = 0;
  function down(): void {
    value -= 1;
    const ready = waiting.filter(({ level }) => value <= level);
    waiting = waiting.filter(({ level }) => value > level);
    for (const { resolve } of ready) resolve();
  }
  function atMost(level: number): Promise<void> {
    if (value <= level) return Promise.resolve();
    return new Promise((resolve) => waiting.push({ level, resolve }));
  }
  return { up: () => value += 1, down, atMost };
}
