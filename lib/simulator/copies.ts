/**
 * What a network and a busy Jira make of one webhook: copies, other orders, late cascades.
 *
 * @module
 */

import type { Random } from "./random.ts";
import type { SimEvent } from "./site_state.ts";
import type { Target } from "./target.ts";

/** How often what goes wrong. Chances are 0 … 1, times in ms. */
export interface Faults {
  /** An event is never sent at all, as after an overflow inside Jira. */
  readonly loss?: number;
  /** The same delivery comes again under the same id, as when an answer was lost. */
  readonly duplicate?: number;
  /** Two registrations match: the event comes under two ids. */
  readonly twoIds?: number;
  /** Of those, how many differ by `matchedWebhookIds`; the other bodies are equal. */
  readonly differingBodies?: number;
  /** A delivery is held back so that later ones overtake it. */
  readonly reorder?: number;
  /** For how long at most, and how late a copy comes at most. */
  readonly within?: number;
  /** Spans of the clock in which no connection comes about, oldest first. */
  readonly outages?: readonly { readonly from: number; readonly until: number }[];
  /** Deliveries that may wait in Data Center's queue; beyond it drops them. @default any number */
  readonly queue?: number;
}

/** One webhook call to make. */
export interface Delivery {
  /** `X-Atlassian-Webhook-Identifier`; copies under the same id share it. */
  readonly id: string;
  readonly event: SimEvent;
  readonly target: Target;
  readonly body: string;
  /** Wait before the first attempt, ms. */
  readonly delay: number;
}

/** Latest that Secondary events come, in ms, as Atlassian intends them to. */
const LATEST_SECONDARY = 15 * 60_000;
/** Two registrations of the same URL, as `matchedWebhookIds` names them. */
const REGISTRATIONS = [11, 12] as const;

interface PlanOptions {
  readonly target: Target;
  readonly faults: Faults;
  readonly random: Random;
  readonly timeScale: number;
}

/** Plans the calls to one target for one event. Secondary events come up to 15 minutes late. */
export function planDeliveries(event: SimEvent, options: PlanOptions): Delivery[] {
  const { target, faults, random, timeScale } = options;
  const within = faults.within ?? 0;
  const base = event.flow === "Secondary" ? random.int(0, LATEST_SECONDARY) / timeScale : 0;
  const [body, otherBody] = bodies(event, options);
  const first: Delivery = {
    id: random.hex(32),
    event,
    target,
    body,
    delay: base + (random.chance(faults.reorder ?? 0) ? random.int(0, within) : 0),
  };
  const planned = [first];
  if (otherBody !== null) {
    planned.push({ ...first, id: random.hex(32), body: otherBody, delay: base + late() });
  }
  if (random.chance(faults.duplicate ?? 0)) planned.push({ ...first, delay: first.delay + late() });
  return planned;

  function late(): number {
    return random.int(0, within);
  }
}

/** The body, and the one of a second registration when there is one. */
function bodies(event: SimEvent, options: PlanOptions): [string, string | null] {
  const { target, faults, random } = options;
  if (!random.chance(faults.twoIds ?? 0)) return [target.write(event), null];
  if (!random.chance(faults.differingBodies ?? 0)) {
    const body = target.write(event);
    return [body, body];
  }
  const [one, other] = REGISTRATIONS.map((id) =>
    target.write({ ...event, body: { ...event.body, matchedWebhookIds: [id] } })
  );
  return [one!, other!];
}
