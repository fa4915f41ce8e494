/**
 * A Deno KV whose commits go wrong on purpose, beneath the real store.
 *
 * @module
 */

import type { RawKv } from "../lib/store/commit.ts";

/** What happens to one commit. */
export type Fault =
  /** As if nothing were wrong. */
  | "none"
  /** Throws as SQLite does when another isolate is writing; nothing is written. */
  | "locked"
  /** Throws as SQLite does when there is no room; nothing is written. */
  | "full"
  /** Is written, and then the answer is lost in a throw. */
  | "answer_lost"
  /** Is written twice, as KV Connect may resend; the second answer is `ok: false`. */
  | "own_success_refused"
  /** Is written, and never answers. */
  | "silent"
  /** Answers `ok: false` without writing. */
  | "refused";

/** Puts `next()` before each commit of a KV. */
export function faultyKv(kv: RawKv, next: () => Fault): RawKv {
  return new Proxy(kv, {
    get(target, name) {
      if (name === "atomic") return () => faultyAtomic(target.atomic(), next);
      const value = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

function faultyAtomic(atomic: Deno.AtomicOperation, next: () => Fault): Deno.AtomicOperation {
  const commit = atomic.commit.bind(atomic);
  atomic.commit = async () => {
    switch (next()) {
      case "none":
        return await commit();
      case "locked":
        // Of the same class as errors of ours: so Deno gives SQLite's.
        throw new TypeError("database is locked");
      case "full":
        throw new TypeError("database or disk is full");
      case "answer_lost":
        await commit();
        throw new Error("connection reset by peer");
      case "own_success_refused":
        await commit();
        return { ok: false };
      case "silent":
        await commit();
        return await new Promise(() => {});
      case "refused":
        return { ok: false };
    }
  };
  return atomic;
}

/** Gives the faults of a list, then `none` for ever. */
export function script(...faults: Fault[]): () => Fault {
  return () => faults.shift() ?? "none";
}
