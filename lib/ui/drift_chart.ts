/**
 * Drift over time: runs gathered into slots of one length, as a chart and its table show them.
 *
 * @module
 */

import type { Run } from "../sync/types.ts";
import { counted, countWords } from "./numbers.ts";
import { driftLeft } from "./runs.ts";

/** What the chart tells apart. What is archived or in the trash is out of sight, too. */
export const BANDS = ["missed", "stale", "deleted", "hidden"] as const;

/** One of {@linkcode BANDS}. */
export type Band = typeof BANDS[number];

/** What a band is called. */
export const BAND_NAMES: Readonly<Record<Band, string>> = {
  missed: "Missed",
  stale: "Out of date",
  deleted: "Deleted",
  hidden: "Out of sight",
};

/** What the runs that began in one slot found. */
export interface Slot extends Readonly<Record<Band, number>> {
  /** Begin of the slot, in ms. */
  readonly at: number;
  /** What was found and not put right, or not settled. */
  readonly left: number;
}

/** Slots in a row, the oldest first, none left out. */
export interface DriftSeries {
  /** Begin of the oldest run in them, in ms; `null` when nothing was compared. */
  readonly since: number | null;
  /** Length of a slot, in ms; a day may be an hour longer or shorter. */
  readonly step: number;
  readonly slots: readonly Slot[];
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Lengths a slot may have, in ms. All of them divide a day. */
const STEPS = [HOUR / 4, HOUR, 3 * HOUR, DAY] as const;

/** Slots drawn at most; what is older is left out. */
const MOST_SLOTS = 96;

/** A chart of less than this looks like nothing, in slots. */
const FEWEST_SLOTS = 24;

/**
 * Gathers runs, in any order, into slots that end with now (ms). An import is left out: it fills an
 * empty mirror, which is no drift.
 */
export function driftSeries(runs: readonly Run[], now: number): DriftSeries {
  const compared = runs.filter(({ kind }) => kind !== "import");
  const oldest = Math.min(now, ...compared.map(({ startedAt }) => startedAt));
  const step = STEPS.find((step) => (now - oldest) / step < MOST_SLOTS - 1) ?? DAY;
  const from = Math.min(oldest, now - FEWEST_SLOTS * step);
  const starts = slotStarts({ from, now, step }).slice(-MOST_SLOTS);
  const slots = new Map(starts.map((at) => [at, emptySlot(at)]));
  for (const run of compared) {
    const slot = slots.get(slotStart(run.startedAt, step));
    if (slot !== undefined) add(slot, run);
  }
  const since = compared.length === 0 ? null : Math.max(oldest, starts[0]!);
  return { since, step, slots: [...slots.values()] };
}

/** Slots in which something was found, newest first: the rows of the table. */
export function tellingSlots({ slots }: DriftSeries): readonly Slot[] {
  return slots.filter((slot) => slot.left > 0 || BANDS.some((band) => slot[band] > 0)).reverse();
}

/** The chart in one sentence: `12 issues missed, 1 not repaired`. */
export function seriesWords({ slots }: DriftSeries): string {
  const parts = BANDS.flatMap((band) => {
    const sum = slots.reduce((sum, slot) => sum + slot[band], 0);
    return sum === 0 ? [] : [`${counted(sum, "issue")} ${BAND_NAMES[band].toLowerCase()}`];
  });
  const left = slots.reduce((sum, slot) => sum + slot.left, 0);
  if (left > 0) parts.push(`${countWords(left)} not repaired`);
  return parts.length === 0 ? "no difference" : parts.join(", ");
}

/** A slot in words: `3 missed, 1 not repaired`. */
export function slotWords(slot: Slot): string {
  const found = BANDS.filter((band) => slot[band] > 0)
    .map((band) => `${countWords(slot[band])} ${BAND_NAMES[band].toLowerCase()}`);
  if (slot.left > 0) found.push(`${countWords(slot.left)} not repaired`);
  return found.length === 0 ? "no difference" : found.join(", ");
}

/**
 * Heights of the bars, by name, in the order in which they are drawn over one another: the whole
 * stack first, then ever less of it.
 */
export function stackHeights(
  { slots }: DriftSeries,
): readonly (readonly [band: Band, heights: readonly number[]])[] {
  const stacks = BANDS.map((band, index) => {
    const upTo = BANDS.slice(0, index + 1);
    return [band, slots.map((slot) => upTo.reduce((sum, band) => sum + slot[band], 0))] as const;
  });
  return stacks.reverse();
}

type Growing = { -readonly [key in keyof Slot]: Slot[key] };

function emptySlot(at: number): Growing {
  return { at, missed: 0, stale: 0, deleted: 0, hidden: 0, left: 0 };
}

function add(slot: Growing, { drift }: Run): void {
  slot.missed += drift.missed;
  slot.stale += drift.stale;
  slot.deleted += drift.deleted;
  slot.hidden += drift.hidden + drift.archived + drift.trashed;
  slot.left += driftLeft(drift);
}

function slotStarts(
  { from, now, step }: { readonly from: number; readonly now: number; readonly step: number },
): number[] {
  const starts = [slotStart(from, step)];
  while (true) {
    // Half a step further than the next one, as days with a change of the clock differ in length.
    const next = slotStart(starts.at(-1)! + 1.5 * step, step);
    if (next > now) return starts;
    starts.push(next);
  }
}

/** Slots are counted from local midnight, so that a day is the reader's. */
function slotStart(at: number, step: number): number {
  const midnight = new Date(at).setHours(0, 0, 0, 0);
  if (step === DAY) return midnight;
  return midnight + Math.floor((at - midnight) / step) * step;
}
