/**
 * How the simulated REST API behaves: everything may be changed while it runs.
 *
 * @module
 */

import type { SimIssue } from "../model.ts";
import type { FaultPlan } from "./faults.ts";
import type { LimitSettings } from "./limits.ts";
import type { Lag } from "./search_index.ts";

/**
 * What Jira thinks of the right token. `alive`. `refused`: 401 for everything. `dead`: answers as if
 * to nobody, 200 with empty lists, and says so only in `X-Seraph-LoginReason`; `myself` is 401.
 * `nobody`: the same, and `myself` is 200 with an account that is nobody's.
 */
export type TokenState = "alive" | "refused" | "dead" | "nobody";

/** The switches; no limits are in force unless set. */
export interface Controls extends LimitSettings {
  token: TokenState;
  /** Whether the account may administer Jira. */
  administrator: boolean;
  /** How long search takes to learn of changes from now on. */
  lag: Lag;
  /** Issues that searches lose though nothing happened to them. */
  vanished: (issue: SimIssue) => boolean;
  /** Issues archived one by one on Data Center: no search shows them, and a read by id does. */
  archived: (issue: SimIssue) => boolean;
  /** Chance (0 … 1) that a page holds fewer issues than asked for. */
  shortPages: number;
  /** A broken Jira: every page but the first names itself as the next. */
  repeatToken: boolean;
  /** Answers that go wrong. */
  readonly faults: FaultPlan;
}
