/**
 * The sweep: every few minutes, what changed since the last one and a little before.
 *
 * @module
 */

import { readHeard } from "./heard.ts";
import type { Job } from "../runs/job.ts";
import { OVERLAP, readSweepState, type SweepState } from "./state.ts";
import { type WalkDeps, walkPages } from "./walk.ts";

/** Time between two sweeps unless told otherwise, ms. */
export const SWEEP_EVERY = 3 * 60_000;

/**
 * How often a sweep looks as far back as this, ms: an index may lag by more than the overlap after
 * bulk edits.
 */
const WIDE_EVERY = 60 * 60_000;

/**
 * By how much of that time a sweep may come early. It is looked once a minute whether one is due: what
 * falls due a moment after a look, because the last sweep took that long, would wait for the next look.
 */
const EARLY = 1 / 6;

/** What sweeping needs. */
export interface SweepDeps extends WalkDeps {
  /** Time between two sweeps, ms; {@linkcode SWEEP_EVERY} unless given. */
  readonly sweepEvery?: number;
}

/** Makes the job; due once everything was imported. */
export function createSweep(deps: SweepDeps): Job {
  const { sweepEvery = SWEEP_EVERY } = deps;
  return {
    kind: "sweep",
    isDue: async (now) => {
      const { watermark, walks, endedAt } = await readSweepState(deps);
      if (watermark === null) return false;
      const isLongAgo = now - endedAt >= sweepEvery * (1 - EARLY);
      return walks.sweep !== undefined || isLongAgo || now < endedAt;
    },
    run: (context) =>
      walkPages(deps, {
        kind: "sweep",
        context,
        begin: async (state) => {
          const { since, isWide } = windowOf(state, context.observedAt);
          const heardSince = deps.now() - sweepEvery - OVERLAP;
          return { since, isWide, reconcile: await readHeard({ ...deps, since: heardSince }) };
        },
      }),
  };
}

function windowOf({ watermark, wideAt }: SweepState, at: number) {
  const isWide = at - wideAt >= WIDE_EVERY;
  const since = watermark ?? at - OVERLAP;
  return { isWide, since: isWide ? Math.min(since, at - WIDE_EVERY) : since };
}
