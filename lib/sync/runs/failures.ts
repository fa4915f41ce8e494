/**
 * Runs that fail: tried again later and later, and from when on somebody is told.
 *
 * @module
 */

import { syncStateKey } from "../../store/keys.ts";
import { type AlarmDeps, clearAlarm, raiseAlarm } from "../alarms.ts";
import type { Ended } from "./run_job.ts";
import type { RunKind } from "../types.ts";

/** Waits after the 1st, 2nd … failure in a row, ms; the last one repeats. */
const RETRY_AFTER = [1, 2, 4, 8, 15].map((minutes) => minutes * 60_000);

/** Longest rest believed, ms: Jira asks for an hour at most, so a longer one is of a clock set back. */
const LONGEST_REST = 2 * 60 * 60_000;

/** What passes by itself, and is worth an alarm only after so many failures in a row. */
const PASSING = new Map([["rate_limited", 5], ["unavailable", 3], ["unreachable", 3]]);

/** Failures in a row of a kind of run from which on somebody is told. */
function toldFrom(kind: RunKind, code: string): number {
  // Until Jira was read once, settings that lead nowhere are likelier than a Jira that is away.
  if (kind === "import" && code === "unreachable") return 1;
  return PASSING.get(code) ?? 1;
}

const KINDS: readonly RunKind[] = ["import", "sweep", "census", "content"];

/** Failures of one kind of run in a row. */
interface Failures {
  readonly count: number;
  /** When it may be tried again, by our clock (ms). */
  readonly retryAt: number;
  /** Codes of the alarms raised. */
  readonly alarms: readonly string[];
}

/** Whether a kind of run has failed and is to rest now. */
export async function mustRest(deps: AlarmDeps, kind: RunKind): Promise<boolean> {
  const failures = await read(deps, kind);
  const rest = (failures?.retryAt ?? 0) - deps.now();
  return rest > 0 && rest <= LONGEST_REST;
}

/** What made runs fail was put right: those that rest may begin at once. */
export async function restNoMore(deps: AlarmDeps, kinds: readonly RunKind[]): Promise<void> {
  for (const kind of kinds) {
    const failures = await read(deps, kind);
    if (failures !== null) await write(deps, { kind, failures: { ...failures, retryAt: 0 } });
  }
}

/** Takes note of how a run ended: alarms are raised, or taken back. */
export async function noteEnd(deps: AlarmDeps, { run, retryAfter }: Ended): Promise<void> {
  const { kind, outcome, problem } = run;
  const known = await read(deps, kind);
  if (outcome === "done") await forget(deps, { kind, known });
  if (outcome !== "failed" || problem === null) return;
  const count = (known?.count ?? 0) + 1;
  const wait = RETRY_AFTER[Math.min(count, RETRY_AFTER.length) - 1]!;
  const isNews = count >= toldFrom(kind, problem.code);
  const retryAt = deps.now() + Math.min(LONGEST_REST, Math.max(wait, retryAfter));
  const note = (alarms: readonly string[]) =>
    write(deps, { kind, failures: { count, retryAt, alarms } });
  if (!isNews) return await note(known?.alarms ?? []);
  // Of one kind of run the last failure is the one to mend; two alarms would hide which it is.
  const former = known?.alarms.filter((code) => code !== problem.code) ?? [];
  await note([...former, problem.code]);
  await raiseAlarm(deps, { ...problem, project: null });
  if (former.length === 0) return;
  await takeBack(deps, { kind, codes: former });
  await note([problem.code]);
}

/** Takes alarms of a kind of run back, but for those that others raised, too. */
async function takeBack(
  deps: AlarmDeps,
  { kind, codes }: { readonly kind: RunKind; readonly codes: readonly string[] },
): Promise<void> {
  if (codes.length === 0) return;
  const others = await alarmsOfOthers(deps, kind);
  for (const code of codes) {
    if (!others.has(code)) await clearAlarm(deps, { code, project: null });
  }
}

/** A run of the kind went well: what its failures raised is over. */
async function forget(
  deps: AlarmDeps,
  { kind, known }: { readonly kind: RunKind; readonly known: Failures | null },
): Promise<void> {
  // Whoever else found the token dead: it lives.
  await clearAlarm(deps, { code: "dead_token", project: null });
  if (known === null) return;
  await takeBack(deps, { kind, codes: known.alarms });
  const key = failuresKey(deps, kind);
  await deps.store.commit({ deletes: [key] }, { key, mine: () => false });
}

/** What ails other kinds of run still: one that goes well says nothing of that. */
async function alarmsOfOthers(deps: AlarmDeps, kind: RunKind): Promise<ReadonlySet<string>> {
  const others = await Promise.all(
    KINDS.filter((each) => each !== kind).map((each) => read(deps, each)),
  );
  return new Set(others.flatMap((failures) => failures?.alarms ?? []));
}

async function write(
  deps: AlarmDeps,
  { kind, failures }: { readonly kind: RunKind; readonly failures: Failures },
): Promise<void> {
  const key = failuresKey(deps, kind);
  await deps.store.commit({ sets: [{ key, value: failures }] }, { key, mine: () => true });
}

async function read(deps: AlarmDeps, kind: RunKind): Promise<Failures | null> {
  return (await deps.store.get<Failures>(failuresKey(deps, kind))).value;
}

function failuresKey({ site }: AlarmDeps, kind: RunKind) {
  return syncStateKey(site, `failures of ${kind}`);
}
