/**
 * What the parts of the benchmark agree on.
 *
 * @module
 */

/** One measured number, and what it counts. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  /** `/s`, `ms`, `µs`, `MB`, `KB`, `%`, or empty for a plain count. */
  readonly unit: string;
}

/** A benchmark: the question it answers, and how. */
export interface Bench {
  /** What `--only` calls it. */
  readonly name: string;
  readonly question: string;
  run(context: BenchContext): Promise<readonly Figure[]>;
}

/** How much is measured. Durations in ms. */
export interface Sizes {
  /** Issues of the simulated site. */
  readonly issues: number;
  /** Time for a server to tidy up after many connections were opened. */
  readonly rest: number;
  readonly throughput: { readonly deliveries: number; readonly connections: number };
  readonly latency: {
    /** Deliveries before those measured, over which the compiler settles. */
    readonly warmUp: number;
    /** Deliveries a second, under light load. */
    readonly rate: number;
    readonly duration: number;
    /** Duration at 80 % of capacity. */
    readonly loaded: number;
  };
  readonly burst: { readonly deliveries: number };
  /** `clients` of each run, how many entries each of them is sent, and how often. */
  readonly fanOut: readonly { readonly clients: number; readonly entries: number }[];
  readonly fanOutRepeats: number;
  readonly catchUp: { readonly entries: number; readonly repeats: number };
  readonly coldStart: { readonly repeats: number };
  /** Issues of the Jira that is compared with; how often, and how long (ms), webhooks are timed. */
  readonly sync: { readonly issues: number; readonly rounds: number; readonly duration: number };
  /** Changes timed one by one, and how often the popup is opened. */
  readonly extension: { readonly changes: number; readonly opens: number };
}

/** What a benchmark is given. */
export interface BenchContext {
  readonly seed: number;
  readonly sizes: Sizes;
  /** An empty folder for databases, on a disk. */
  readonly folder: string;
  /** Where the service leaves CPU profiles; `null` for none. */
  readonly profiles: string | null;
  /** What the throughput benchmark measures, measured once a run. */
  throughput(): Promise<Throughput>;
  /** Says something that belongs beside the figures. */
  note(line: string): void;
}

/** What a service under full load does. */
export interface Throughput {
  /** Answered with 202, a second. */
  readonly accepted: number;
  /** Applied to the mirror and in the feed, a second. */
  readonly applied: number;
  /** CPU time of the service per delivery, µs; `null` where the system doesn't tell. */
  readonly cpu: number | null;
  /** Largest resident size of the service, bytes; `null` where the system doesn't tell. */
  readonly peak: number | null;
  /** Mean size of a body, bytes. */
  readonly body: number;
}
