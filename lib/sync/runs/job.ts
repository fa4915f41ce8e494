/**
 * What the engine runs: one job for each kind of comparison with Jira. The engine takes the site's
 * lease, begins the run in the history, counts calls to Jira and ends the run; the job compares.
 *
 * @module
 */

import type { Account, JiraReader } from "../../jira/rest/types.ts";
import type { LeaseCheck } from "../../store/held_lease.ts";
import type { Figures } from "./runs.ts";
import type { Run, RunKind } from "../types.ts";

/** A run as its job sees it. */
export interface JobContext {
  /** The run as it begins. One cut off before goes on, with what it had counted. */
  readonly run: Run;
  /** Whose token it is. */
  readonly account: Account;
  /** When it began, or went on, on Jira's clock (ms): the start of the call that proved the token. */
  readonly observedAt: number;
  /** Jira, with this run's calls counted. */
  readonly jira: JiraReader;
  /** Aborted when the service stops or the lease is lost; pass it to every call. */
  readonly signal: AbortSignal;
  /** Notes how far the run has come, all counted from its begin; stored every few seconds. */
  note(figures: Partial<Omit<Figures, "requests">>): Promise<void>;
  /**
   * Renews the lease; to be called before whatever is applied or noted for good.
   *
   * @returns A check for a commit, which then fails if the lease has been lost since.
   * @throws {DOMException} `AbortError` when the lease is somebody else's, or the service stops.
   */
  hold(): Promise<LeaseCheck>;
  /**
   * Runs what is due and comes before this kind, such as sweeps in a census of hours; to be called
   * where all that was found is written down, as the mirror may be another one afterwards.
   */
  giveTurn(): Promise<void>;
}

/** One kind of comparison with Jira. */
export interface Job {
  readonly kind: RunKind;
  /** Whether it should run now of its own accord, by our clock (ms). */
  isDue(now: number): Promise<boolean>;
  /**
   * Compares to the end. A problem given back is shown with a run that is done all the same, such as
   * that a brake held part of it back.
   *
   * @throws {JiraError} The run has failed; what the job remembers lets the next one go on.
   * @throws {DOMException} `AbortError` when it was told to stop.
   */
  run(context: JobContext): Promise<Run["problem"]>;
}
