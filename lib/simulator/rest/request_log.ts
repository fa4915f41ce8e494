/**
 * What the simulated REST API was asked, so that tests can count it.
 *
 * @module
 */

/** One request. */
export interface LoggedRequest {
  readonly method: string;
  readonly path: string;
  /** The endpoint, such as `POST search/jql`; the path of what is unknown. */
  readonly endpoint: string;
  readonly status: number;
  /** What it costs: 1, and 1 for each object read. */
  readonly points: number;
  /** Jira's time, ms. */
  readonly at: number;
}

/** The requests so far, oldest first. */
export interface RequestLog {
  readonly all: readonly LoggedRequest[];
  /** How many there were, of one endpoint when given. */
  count(endpoint?: string): number;
  clear(): void;
}

/** Requests kept; a simulator may run for days. */
const MOST_KEPT = 100_000;

/** A log, and the way to write it. */
export function createRequestLog(): { log: RequestLog; add: (it: LoggedRequest) => void } {
  const all: LoggedRequest[] = [];
  return {
    log: {
      all,
      count: (endpoint) =>
        endpoint === undefined ? all.length : all.filter((it) => it.endpoint === endpoint).length,
      clear: () => void all.splice(0),
    },
    add: (it) => {
      all.push(it);
      if (all.length > MOST_KEPT) all.splice(0, MOST_KEPT / 2);
    },
  };
}
