/**
 * What is asked of the refetcher.
 *
 * @module
 */

import type { Refetch } from "../../mirror/decide.ts";

/** A request as it lies in the store: how often its answer was of no use is counted. */
export interface Request extends Refetch {
  readonly tries?: number;
}
