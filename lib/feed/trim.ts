/**
 * Trimming the log: entries older than the retention go, and the floor says up to where, in the same
 * commit. Readers tell a trimmed entry from a lost one by the floor.
 *
 * @module
 */

import type { Segment } from "../mirror/segment.ts";
import { floorKey, logKey } from "../store/keys.ts";
import type { Store } from "../store/types.ts";

/** Segments read, and deleted, at once: 13 MB when all are full. */
const PER_COMMIT = 200;

/** What trimming needs. */
export interface TrimOptions {
  readonly store: Store;
  readonly site: string;
  /** Entries committed before this go, ms. */
  readonly before: number;
  readonly signal: AbortSignal;
}

/** Trims a site's log; gives the new floor. One isolate at a time, under a lease of the caller's. */
export async function trimLog(options: TrimOptions): Promise<number> {
  const { store, site } = options;
  const key = floorKey(site);
  let floor = await store.get<number>(key);
  while (!options.signal.aborted) {
    const seqs = await oldest(options, floor.value ?? 0);
    const last = seqs.at(-1);
    if (last === undefined) break;
    const result = await store.commit({
      checks: [floor],
      sets: [{ key, value: last }],
      deletes: seqs.map((seq) => logKey(site, seq)),
    }, { key, mine: (there) => there === last });
    if (!result.ok) break;
    floor = await store.get<number>(key);
  }
  return floor.value ?? 0;
}

/** The last seqs of the oldest segments, which name them, as far as all of their entries are old. */
async function oldest(options: TrimOptions, floor: number): Promise<number[]> {
  const { store, site } = options;
  const found = await store.list<Segment>({
    start: logKey(site, floor + 1),
    end: logKey(site, Number.MAX_SAFE_INTEGER),
    limit: PER_COMMIT,
  });
  const kept = found.findIndex(({ value }) => value.at(-1)!.at >= options.before);
  return (kept < 0 ? found : found.slice(0, kept)).map(({ value }) => value.at(-1)!.seq);
}
