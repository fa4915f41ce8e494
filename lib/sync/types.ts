/**
 * What a comparison with Jira found, and how complete the mirror is known to be: the words of
 * `/api/sync` and of the store.
 *
 * @module
 */

/**
 * `import`: everything, once, at the first run. `sweep`: what changed lately. `census`: the ids of
 * every project. `content`: a slow pass that reads everything again over days.
 */
export type RunKind = "import" | "sweep" | "census" | "content";

/** How the mirror differed from Jira. Each issue counts once, under the first that fits. */
export interface Drift {
  /** In Jira, and not in the mirror. */
  readonly missed: number;
  /** In both, and older or different in the mirror. */
  readonly stale: number;
  /** In the mirror, and not found at Jira by id: deleted there. */
  readonly deleted: number;
  /** In the mirror, and no longer visible to the account. */
  readonly hidden: number;
  /** In the mirror, and in an archived project. */
  readonly archived: number;
  /** In the mirror, and in a project in the trash. */
  readonly trashed: number;
  /** Suspected of one of the last four, and not settled: the brake, or no proof yet. */
  readonly suspect: number;
  /** Of all these, put right by this run. */
  readonly repaired: number;
}

/** A project's part of a run. */
export interface ProjectDrift extends Drift {
  readonly id: string;
  readonly key: string;
  /** Issues Jira showed. */
  readonly seen: number;
  /** `braked`: too many would go at once, and an operator must confirm. */
  readonly state: "done" | "braked" | "unobserved";
}

/** One run. Times in ms by our clock. */
export interface Run {
  /** ULID. */
  readonly id: string;
  readonly kind: RunKind;
  readonly startedAt: number;
  /** `null` while it runs. */
  readonly endedAt: number | null;
  /** `stopped`: the service ended, and the run goes on at the next start. */
  readonly outcome: "running" | "done" | "failed" | "stopped";
  /** Calls made to Jira; the client may have tried some of them several times. */
  readonly requests: number;
  /** Issues Jira showed so far. */
  readonly seen: number;
  /** Issues expected in all; `null` when unknown. */
  readonly expected: number | null;
  readonly drift: Drift;
  /** Of a census; empty for the others. */
  readonly projects: readonly ProjectDrift[];
  /** Projects left out of `projects` for lack of room: those with least to tell. */
  readonly omitted: number;
  /** Why it failed, or what stopped it in part. */
  readonly problem: { readonly code: string; readonly message: string } | null;
}

/** Something an operator should look at. */
export interface Alarm {
  /** `dead_token`, `brake`, `shrunk`, `unreachable`, `silence`, `registration` … */
  readonly code: string;
  readonly message: string;
  readonly since: number;
  /** Project id, for a brake to be confirmed. */
  readonly project: string | null;
  /** Of such an alarm: issues that are held back. */
  readonly issues?: number;
  /** Address of another Jira, which may be said to be the one whose issues are kept. */
  readonly jira?: string;
}

/** What is known of how far the mirror agrees with Jira. Times in ms. */
export interface Completeness {
  /** `off`: nothing is compared. `learning`: the import runs. `alarm`: an operator is needed. */
  readonly state: "off" | "learning" | "good" | "behind" | "alarm";
  /** The whole of it in one sentence for people. */
  readonly message: string;
  /** Ids agreed with Jira, of all Jira had, as of an instant; `null` before the first census. */
  readonly ids: { readonly agreed: number; readonly total: number; readonly asOf: number } | null;
  /** Changes up to here were compared; `null` before the first sweep. */
  readonly sweptTo: number | null;
  /** Share (0 to 1) of the issues whose content was read again since `since`. */
  readonly content: { readonly share: number; readonly since: number } | null;
  /** Age of the oldest delivery that is accepted and not applied; `null` when there is none. */
  readonly oldestUnapplied: number | null;
}

/** Answer of `GET /api/sync`: a page of runs, newest first, beside what they tell together. */
export interface SyncReport {
  readonly completeness: Completeness;
  /** The run under way. */
  readonly running: Run | null;
  readonly alarms: readonly Alarm[];
  readonly items: readonly Run[];
  readonly next: string | null;
}

/** No drift at all. */
export const NO_DRIFT: Drift = {
  missed: 0,
  stale: 0,
  deleted: 0,
  hidden: 0,
  archived: 0,
  trashed: 0,
  suspect: 0,
  repaired: 0,
};
