/**
 * What is given to the applier, and what it answers.
 *
 * @module
 */

import type { Key } from "../store/types.ts";
import type { Fact } from "./fact.ts";
import type { DeliveryRecord, Outcome } from "./types.ts";

/** The inbox entry deliveries came from: they are taken out in the commit that applies them. */
export interface Fence {
  readonly key: Key;
  /** The version last seen; `null` when the entry's fate is unknown. */
  readonly versionstamp: string | null;
  /** Rough bytes of what is left of the entry: a commit that settles a part writes the rest again. */
  readonly bytes: number;
  /** What stays in the inbox without some deliveries; `null` when nothing does. */
  without(ids: ReadonlySet<string>): unknown;
  /** Some deliveries were taken out by a commit of that version. */
  settled(ids: ReadonlySet<string>, versionstamp: string | null): void;
}

/** The delivery a fact came with. */
export interface DeliveryRef {
  readonly fence: Fence;
  readonly record: Omit<DeliveryRecord, "appliedAt" | "issue" | "outcome" | "seq">;
}

/** One thing to apply. */
export interface Work {
  readonly fact: Fact;
  /** `null` for what reconciliation read. */
  readonly delivery: DeliveryRef | null;
  /** A read by id did not find its issue, so there is nothing to wait for: it is shown as told. */
  readonly issueAbsent?: boolean;
}

/** What became of one {@linkcode Work}. */
export type Applied =
  | {
    readonly status: "done";
    readonly outcome: Outcome;
    readonly seq: number | null;
    readonly issueId: string | null;
    readonly suspect: boolean;
    /** The mirror had no row of the issue before. */
    readonly isNew: boolean;
  }
  /** Applied before, here or elsewhere. */
  | { readonly status: "gone" }
  /** Waits for its issue to become known. */
  | { readonly status: "held"; readonly issueId: string | null }
  /** Can't be decided; the others are not affected. */
  | { readonly status: "failed"; readonly cause: unknown };
