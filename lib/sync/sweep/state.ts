/**
 * What sweeps remember: how far they have come, and where one that is under way goes on.
 *
 * @module
 */

import type { HeldLease } from "../../store/held_lease.ts";
import { syncStateKey } from "../../store/keys.ts";
import type { Store } from "../../store/types.ts";
import { commitHeld } from "../runs/commit_held.ts";

/** Changes seen before this much less than a sweep's start are compared again by the next, ms. */
export const OVERLAP = 5 * 60_000;

/** A walk over the pages of a search that has not come to its end. Times on Jira's clock, ms. */
export interface Walk {
  readonly kind: "import" | "sweep";
  /** When it began. */
  readonly begunAt: number;
  /** `null`: everything is compared. */
  readonly since: number | null;
  /** Where the last page that was applied ended; `null` before the first. */
  readonly cursor: string | null;
  /** Ids that every page is to show as they are now. */
  readonly reconcile: readonly string[];
  /** Whether it looks back further than since the last one. */
  readonly isWide: boolean;
  readonly counted: Counted;
}

/** What a walk has come to, of the run it is part of: kept with the cursor, so that they agree. */
export interface Counted {
  /** Id of the run. */
  readonly run: string;
  readonly seen: number;
  readonly missed: number;
  readonly stale: number;
}

/** At most one walk of each kind. */
export type Walks = Readonly<Partial<Record<Walk["kind"], Walk>>>;

/** See the module. Times in ms. */
export interface SweepState {
  /** The next sweep begins here (Jira's clock); `null` until everything was imported. */
  readonly watermark: number | null;
  /** Changes up to here were compared (Jira's clock). */
  readonly sweptTo: number | null;
  /** When the last walk ended, by our clock. */
  readonly endedAt: number;
  /** When the last wide sweep began, on Jira's clock. */
  readonly wideAt: number;
  /**
   * Those under way: a sweep that an operator asks for before everything was imported leaves the
   * import's place as it is.
   */
  readonly walks: Walks;
  /** Ids of issues that Jira showed and that could not be mirrored. */
  readonly unread: readonly string[];
}

const NOTHING: SweepState = {
  watermark: null,
  sweptTo: null,
  endedAt: 0,
  wideAt: 0,
  walks: {},
  unread: [],
};

/** Where sweeps of a site are. */
export interface SweepPlace {
  readonly store: Store;
  readonly site: string;
}

/** Reads what sweeps of a site remember. */
export async function readSweepState({ store, site }: SweepPlace): Promise<SweepState> {
  const { value } = await store.get<Partial<SweepState>>(syncStateKey(site, "sweep"));
  return { ...NOTHING, ...value };
}

/**
 * Writes it down, if the lease is still held.
 *
 * @throws {DOMException} `AbortError` when it is not.
 */
export async function writeSweepState(
  { store, site }: SweepPlace,
  { state, hold }: { readonly state: SweepState; readonly hold: HeldLease["hold"] },
): Promise<void> {
  const change = { sets: [{ key: syncStateKey(site, "sweep"), value: state }] };
  await commitHeld({ store }, { change, hold });
}

/** The state after a walk came to its end: never beyond what the search can have known. */
export function afterWalk(
  state: SweepState,
  { walk, at }: { readonly walk: Walk; readonly at: number },
): SweepState {
  // A sweep that was asked for before everything was imported takes no import's place.
  const isPartial = walk.kind === "sweep" && state.watermark === null;
  const { import: importing } = state.walks;
  return {
    // Not the largest `updated` seen: what the index did not show yet would be lost for good.
    watermark: isPartial ? null : walk.begunAt - OVERLAP,
    sweptTo: isPartial ? null : walk.begunAt,
    endedAt: at,
    wideAt: walk.isWide || walk.kind === "import" ? walk.begunAt : state.wideAt,
    // A sweep that began before the import ended did not look back to where that began.
    walks: walk.kind === "sweep" && importing !== undefined ? { import: importing } : {},
    unread: state.unread,
  };
}
