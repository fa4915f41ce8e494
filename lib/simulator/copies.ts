/**
 * What a network and a busy Jira make of one webhook: copies, other orders, late cascades.
 *
 * @module
 */

import type { Random } from "./random.ts";
import type { SimEvent } from "./site_state.ts";

/** How often what goes wrong. Chances are 0 … 1, times in ms. */
export interface Faults {
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
}

/** One webhook call to make. */
export interface Delivery {
  /** `X-Atlassian-Webhook-Identifier`; copies under the same id share it. */
  readonly id: string;
  readonly event: SimEvent;
  readonly body: string;
  /** Wait before the first attempt, ms. */
  readonly delay: number;
}

/** Latest that Secondary events come, in ms, as Atlassian intends them to. */
const LATEST_SECONDARY = 15 * 60_000;
/** Two registrations of the same URL, as `matchedWebhookIds` names them. */
const REGISTRATIONS = [11, 12] as const;

/** Plans the calls for one event. Secondary events are spread over `secondaryWithin` ms. */
export function planDeliveries(
  event: SimEvent,
  options: { faults: Faults; random: Random; timeScale: number },
): Delivery[] {
  const { faults, random, timeScale } = options;
  const within = faults.within ?? 0;
  const base = event.flow === "Secondary" ? random.int(0, LATEST_SECONDARY) / timeScale : 0;
  const [body, otherBody] = bodies(event, { faults, random });
  const first: Delivery = {
    id: random.hex(32),
    event,
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
function bodies(
  event: SimEvent,
  options: { faults: Faults; random: Random },
): [string, string | null] {
  const { faults, random } = options;
  if (!random.chance(faults.twoIds ?? 0)) return [JSON.stringify(event.body), null];
  if (!random.chance(faults.differingBodies ?? 0)) {
    const body = JSON.stringify(event.body);
    return [body, body];
  }
  const [one, other] = REGISTRATIONS.map((id) =>
    JSON.stringify({ ...event.body, matchedWebhookIds: [id] })
  );
  return [one!, other!];
}
