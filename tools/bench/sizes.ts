/**
 * How much the benchmark measures.
 *
 * @module
 */

import type { Sizes } from "./types.ts";

/** For figures worth quoting: each run is long enough for the compiler and the disk to settle. */
export const FULL: Sizes = {
  issues: 500,
  rest: 2_000,
  throughput: { deliveries: 20_000, connections: 32 },
  latency: { warmUp: 2_000, rate: 200, duration: 20_000, loaded: 5_000 },
  burst: { deliveries: 10_000 },
  fanOut: [{ clients: 1_000, entries: 300 }, { clients: 10_000, entries: 40 }],
  fanOutRepeats: 3,
  catchUp: { entries: 5_000, repeats: 7 },
  coldStart: { repeats: 5 },
  sync: { issues: 100_000, rounds: 5, duration: 8_000 },
  extension: { changes: 300, opens: 7 },
};

/** To see in seconds that everything works; its figures mean nothing. */
export const QUICK: Sizes = {
  issues: 20,
  rest: 50,
  throughput: { deliveries: 100, connections: 8 },
  latency: { warmUp: 20, rate: 200, duration: 300, loaded: 200 },
  burst: { deliveries: 100 },
  fanOut: [{ clients: 20, entries: 10 }, { clients: 40, entries: 5 }],
  fanOutRepeats: 1,
  catchUp: { entries: 100, repeats: 2 },
  coldStart: { repeats: 1 },
  sync: { issues: 300, rounds: 1, duration: 300 },
  extension: { changes: 5, opens: 1 },
};
