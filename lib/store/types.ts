/**
 * What the other rooms see of the store. Behind it is Deno KV, on SQLite, over KV Connect or on
 * Deno Deploy; only this folder knows which.
 *
 * @module
 */

/** A key; made by the builders of `keys.ts` only. */
export type Key = readonly (string | number)[];

/** A key, its value and the version of that value; both `null` when there is none. */
export interface Entry<T> {
  readonly key: Key;
  readonly value: T | null;
  readonly versionstamp: string | null;
}

/** An {@linkcode Entry} that exists. */
export interface Found<T> {
  readonly key: Key;
  readonly value: T;
  readonly versionstamp: string;
}

/** What one commit may hold at most. Sizes in bytes. */
export interface Limits {
  readonly checks: number;
  readonly mutations: number;
  readonly commitBytes: number;
  readonly keyBytes: number;
  readonly valueBytes: number;
}

/** Everything one atomic commit does. */
export interface Change {
  readonly checks?: readonly { readonly key: Key; readonly versionstamp: string | null }[];
  readonly sets?: readonly {
    readonly key: Key;
    readonly value: unknown;
    /** Milliseconds; only dedupe marks may expire. */
    readonly expireIn?: number;
  }[];
  readonly deletes?: readonly Key[];
  /** Messages for the native queue, delivered after `delay` ms. */
  readonly rings?: readonly { readonly payload: unknown; readonly delay: number }[];
}

/** How to tell, after an unclear answer, whether a commit took place all the same. */
export interface Proof {
  /** A key the commit writes. */
  readonly key: Key;
  /** Whether the value now there was written by this very commit. */
  readonly mine: (value: unknown) => boolean;
}

/** `ok: false` says that a check failed: somebody else was first. */
export type CommitResult =
  /** `versionstamp` is `null` when success was recognised only by its proof. */
  | { readonly ok: true; readonly versionstamp: string | null }
  | { readonly ok: false };

/** Which end of a range to read, and how much. */
export interface Range {
  readonly prefix?: Key;
  readonly start?: Key;
  readonly end?: Key;
  readonly limit?: number;
  readonly reverse?: true;
}

/** The store of one service. Reads reject with {@linkcode StoreError} when it can't say in time. */
export interface Store {
  readonly backend: "memory" | "sqlite" | "connect" | "deploy";
  readonly limits: Limits;
  /** Reads one key, strongly consistent. */
  get<T>(key: Key): Promise<Entry<T>>;
  /** Reads any number of keys; each ten are one consistent read. */
  getMany<T>(keys: readonly Key[]): Promise<Entry<T>[]>;
  /** Reads a range in key order. */
  list<T>(range: Range): Promise<Found<T>[]>;
  /**
   * Commits all of it or nothing. Retries a busy database with jitter, and recognises its own
   * success after a lost answer by `proof`.
   *
   * @throws {StoreError} When the store can't say within its deadline, or the change is too large.
   */
  commit(change: Change, proof: Proof): Promise<CommitResult>;
  /**
   * Rejects when the store can't be read; and, where it did not take the last commit, when it takes
   * no other either. Nothing is written while all is well, so anybody may have it called.
   */
  check(): Promise<void>;
  /** Calls back, coalesced, when one of at most ten keys may have changed, until aborted. */
  watch(keys: readonly Key[], options: { onChange: () => void; signal: AbortSignal }): void;
  /** Handles messages of the native queue; `null` where the backend has none. */
  readonly listen: ((handler: (payload: unknown) => Promise<void>) => void) | null;
  close(): Promise<void>;
}

/**
 * Why the store could not do what was asked. `unavailable`: it may be able later. `damaged`: what was
 * stored is not whole, and asking again won't help.
 */
export type StoreErrorCode = "unavailable" | "damaged" | "too_large" | "in_use" | "cannot_open";

/** The one error of this room; match on `code`. */
export class StoreError extends Error {
  override readonly name = "StoreError";
  readonly code: StoreErrorCode;
  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
