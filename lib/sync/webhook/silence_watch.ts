/**
 * Counts the webhooks that come, and raises the alarm `silence` when none does for too long.
 *
 * @module
 */

import { changeValue } from "../../store/change_value.ts";
import { alarmKey, syncStateKey } from "../../store/keys.ts";
import { type AlarmDeps, clearAlarm, raiseAlarm } from "../alarms.ts";
import { addHeard, hourOf, NO_PACE, type Pace, usualGap } from "./pace.ts";
import { readRegistrationState } from "./registration_state.ts";
import { listRuns } from "../runs/runs.ts";
import { judgeSilence, quietFrom, SHORTEST_SILENCE } from "./silence.ts";

const MINUTE = 60_000;

/** Shortest time between two notes of deliveries, ms: each is a write. */
const NOTE_EVERY = MINUTE;

/** How often it is noted that somebody listens, ms. */
const AWAKE_EVERY = 5 * MINUTE;

/** A longer break and nobody was there to hear, ms. */
const ASLEEP_AFTER = 15 * MINUTE;

/** Sweeps looked through: a night of them. */
const RUNS = 200;

const ALARM = { code: "silence", project: null };

/** What watching needs. */
export interface SilenceDeps extends AlarmDeps {
  readonly newId: () => string;
  readonly log: (message: string, cause?: unknown) => void;
}

/** How webhooks come. Times in ms. */
export interface PaceReport {
  readonly lastAt: number | null;
  readonly usualGap: number | null;
}

/** Watches whether webhooks come. */
export interface SilenceWatch {
  /** A verified delivery has come. */
  heard(): void;
  /** Looks whether it is too quiet; never rejects. */
  look(): Promise<void>;
  report(): Promise<PaceReport>;
  /** Notes what is not noted yet. */
  stop(): Promise<void>;
}

/** Makes the watch of one isolate. */
export function watchSilence(deps: SilenceDeps): SilenceWatch {
  const { now } = deps;
  let hours = new Map<number, number>();
  let lastAt = 0;
  let notedAt = -Infinity;
  let noting: Promise<void> | null = null;

  function note(): Promise<void> {
    return noting ??= noteNow().finally(() => noting = null);
  }

  async function noteNow(): Promise<void> {
    if (hours.size === 0) return;
    notedAt = now();
    const heard = { hours, lastAt };
    hours = new Map();
    try {
      await changePace(deps, (pace) => addHeard(pace, heard));
      await clearAlarm(deps, ALARM);
    } catch (cause) {
      // They are counted with the next ones.
      for (const [hour, count] of heard.hours) hours.set(hour, (hours.get(hour) ?? 0) + count);
      deps.log("Cannot note that webhooks came: will try again", cause);
    }
  }

  return {
    heard: () => {
      lastAt = now();
      const hour = hourOf(lastAt);
      hours.set(hour, (hours.get(hour) ?? 0) + 1);
      if (lastAt - notedAt >= NOTE_EVERY) void note();
    },
    look: async () => {
      try {
        await note();
        await lookForSilence(deps);
      } catch (cause) {
        deps.log("Cannot tell whether webhooks come: will try again", cause);
      }
    },
    report: async () => {
      const pace = await readPace(deps);
      // What is not noted yet was heard all the same.
      const latest = Math.max(pace.lastAt ?? 0, lastAt);
      return { lastAt: latest === 0 ? null : latest, usualGap: usualGap(pace, now()) };
    },
    stop: note,
  };
}

async function lookForSilence(deps: SilenceDeps): Promise<void> {
  const { store, site, now } = deps;
  const pace = await changePace(deps, (known) => awake(known, now()));
  const from = quietFrom(pace);
  if (from === null) return;
  if (now() - from < SHORTEST_SILENCE) return await clearAlarm(deps, ALARM);
  if ((await store.get(alarmKey(site, ALARM))).value !== null) return;
  const silence = judgeSilence({
    pace,
    now: now(),
    missed: await missedSince(deps, from),
    isWhole: (await readRegistrationState(deps)).jql === "",
  });
  if (silence !== null) await raiseAlarm(deps, { ...ALARM, ...silence });
}

/** What was missed while the service was down says nothing of whether webhooks come now. */
function awake(pace: Pace, now: number): Pace {
  const away = now - pace.awakeTo;
  if (away >= ASLEEP_AFTER || away < 0) return { ...pace, awakeFrom: now, awakeTo: now };
  return away >= AWAKE_EVERY ? { ...pace, awakeTo: now } : pace;
}

/** Changes that sweeps found; `null` when none could look lately. */
async function missedSince(deps: SilenceDeps, from: number): Promise<number | null> {
  const { items } = await listRuns(deps, { limit: RUNS });
  const sweeps = items.filter((run) =>
    run.kind === "sweep" && run.outcome === "done" && run.startedAt > from
  );
  // The first one looks back to before the silence.
  const [newest, ...others] = sweeps.slice(0, -1);
  if (newest === undefined || deps.now() - newest.startedAt > SHORTEST_SILENCE) return null;
  return [newest, ...others].reduce((sum, { drift }) => sum + drift.missed + drift.stale, 0);
}

async function readPace({ store, site }: AlarmDeps): Promise<Pace> {
  return (await store.get<Pace>(syncStateKey(site, "pace"))).value ?? NO_PACE;
}

async function changePace(
  { store, site, newId }: SilenceDeps,
  change: (pace: Pace) => Pace,
): Promise<Pace> {
  const key = syncStateKey(site, "pace");
  const writing = { store, newId, key, action: "note the pace of webhooks" };
  const there = await changeValue<Pace>(writing, (value) => {
    const known = value ?? NO_PACE;
    const changed = change(known);
    return changed === known ? null : changed;
  });
  return there ?? NO_PACE;
}
