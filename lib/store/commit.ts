/**
 * One commit and every way it can end. Deno KV has more outcomes than yes and no: a busy database
 * throws, a server may never answer or may carry out a resent write twice, and `ok: false` can be
 * one's own success. Here each unclear outcome is settled by re-reading.
 *
 * @module
 */

import { answered, SILENT } from "./answered.ts";
import { isDatabaseFault, isLasting } from "./faults.ts";
import { type Change, type CommitResult, type Proof, StoreError } from "./types.ts";

/** The part of `Deno.Kv` a commit needs, so that tests can put faults beneath it. */
export type RawKv = Pick<
  Deno.Kv,
  "get" | "getMany" | "list" | "atomic" | "watch" | "listenQueue" | "close"
>;

/** Time and chance, passed in. */
export interface CommitDeps {
  readonly kv: RawKv;
  readonly now: () => number;
  readonly random: () => number;
  /** Resolves after `ms`. */
  readonly wait: (ms: number) => Promise<void>;
  /** Commits that were given up and may yet be carried out; at most {@linkcode SILENT_AT_MOST}. */
  readonly silent: Set<Promise<unknown>>;
}

/** Longest time a commit may stay unclear before the caller is told `unavailable`, ms. */
const COMMIT_DEADLINE = 5_000;

/**
 * Commits without an answer beyond which no further one is begun. A client of KV Connect tries for
 * ever and keeps what it was given in memory: up to 800 KiB each.
 */
export const SILENT_AT_MOST = 16;

const FIRST_BACK_OFF = 2;
const MAX_BACK_OFF = 200;

type Attempt =
  | { readonly end: "answered"; readonly ok: boolean; readonly versionstamp: string | null }
  | { readonly end: "threw"; readonly cause: unknown }
  | { readonly end: "silent" };

/**
 * Commits `change`, retrying a busy database with jittered back-off until the deadline.
 *
 * @throws {StoreError} `too_large` when a limit is exceeded, `unavailable` when the outcome is still
 * unclear at the deadline. In the second case the change may have been, or may yet be, carried out.
 */
export async function commitChange(
  deps: CommitDeps,
  request: { readonly change: Change; readonly proof: Proof },
): Promise<CommitResult> {
  const deadline = deps.now() + COMMIT_DEADLINE;
  let cause: unknown = null;
  for (let attempt = 0; deps.now() < deadline; attempt++) {
    if (!await mayBegin(deps, deadline)) break;
    const end = await tryOnce(deps, { change: request.change, until: deadline });
    if (end.end === "answered" && end.ok) return { ok: true, versionstamp: end.versionstamp };
    if (end.end === "threw" && !isDatabaseFault(end.cause)) throw tooLarge(end.cause);
    const mine = await isMine(deps, { proof: request.proof, until: deadline });
    if (mine === true) return { ok: true, versionstamp: null };
    if (mine === false && end.end === "answered") return { ok: false };
    cause = end.end === "threw" ? end.cause : cause;
    if (isLasting(cause)) break;
    await deps.wait(backOff(attempt, deps.random));
  }
  throw unavailable(cause);
}

/** Waits until few enough commits are without an answer; `false`: not before the deadline. */
async function mayBegin({ silent, now }: CommitDeps, until: number): Promise<boolean> {
  while (silent.size >= SILENT_AT_MOST) {
    if (await answered(Promise.race(silent), until - now()) === SILENT) return false;
  }
  return true;
}

function backOff(attempt: number, random: () => number): number {
  const ceiling = Math.min(MAX_BACK_OFF, FIRST_BACK_OFF * 2 ** attempt);
  return ceiling * (0.5 + random() / 2);
}

function unavailable(cause: unknown): StoreError {
  const words = cause instanceof Error ? ` (${cause.message})` : "";
  const found = isLasting(cause)
    ? `${cause.message}. Look at the disk and the file of the database`
    : `the store gave no clear answer within ${COMMIT_DEADLINE / 1000} s${words}`;
  return new StoreError("unavailable", `Cannot commit: ${found}`, { cause });
}

function tooLarge(cause: unknown): StoreError {
  const words = cause instanceof Error ? cause.message : String(cause);
  return new StoreError("too_large", `Cannot commit: ${words}`, { cause });
}

async function tryOnce(
  deps: CommitDeps,
  options: { readonly change: Change; readonly until: number },
): Promise<Attempt> {
  try {
    const work = build(deps.kv, options.change).commit();
    const answer = await answered(work, options.until - deps.now());
    if (answer === SILENT) {
      const settled: Promise<unknown> = work.then(() => {}, () => {})
        .then(() => deps.silent.delete(settled));
      deps.silent.add(settled);
      return { end: "silent" };
    }
    return {
      end: "answered",
      ok: answer.ok,
      versionstamp: answer.ok ? answer.versionstamp : null,
    };
  } catch (cause) {
    return { end: "threw", cause };
  }
}

function build(kv: RawKv, change: Change): Deno.AtomicOperation {
  const atomic = kv.atomic();
  for (const check of change.checks ?? []) atomic.check(check as Deno.AtomicCheck);
  for (const set of change.sets ?? []) {
    if (set.expireIn === undefined) atomic.set(set.key, set.value);
    else atomic.set(set.key, set.value, { expireIn: set.expireIn });
  }
  for (const key of change.deletes ?? []) atomic.delete(key);
  for (const ring of change.rings ?? []) atomic.enqueue(ring.payload, { delay: ring.delay });
  return atomic;
}

/** `null` when the store can't be read either. */
async function isMine(
  deps: CommitDeps,
  { proof, until }: { readonly proof: Proof; readonly until: number },
): Promise<boolean | null> {
  try {
    const entry = await answered(deps.kv.get(proof.key), until - deps.now());
    if (entry === SILENT) return null;
    return entry.value !== null && proof.mine(entry.value);
  } catch {
    return null;
  }
}
