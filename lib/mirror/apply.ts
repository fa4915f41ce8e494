/**
 * The one writer of mirror rows. Decides a batch on the rows as they are under the present head and
 * commits everything it means at once: rows, log entries, key aliases, delivery records, the next
 * head, and the removal of the inbox entries.
 *
 * @module
 */

import { aliasKey, headKey, keyName } from "../store/keys.ts";
import { type Key, type Store, StoreError } from "../store/types.ts";
import { createRowCache, type HeadVersion, type RowCache } from "./cache.ts";
import { changeOf, foldAliases } from "./change.ts";
import { type Fold, foldWorks, rowKeys } from "./fold.ts";
import { readHead } from "./head.ts";
import type { Head, LogEntry } from "./types.ts";
import type { Applied, Work } from "./work.ts";

/** Lost races after which a batch is given back: something else is wrong then. */
const TRIES = 50;

/** What applying needs. */
export interface ApplyDeps {
  readonly store: Store;
  readonly site: string;
  readonly now: () => number;
  readonly newId: () => string;
  /** Whether issues can be read from Jira: decides what partial events of unknown issues do. */
  readonly canRefetch: boolean;
  /** Told of each commit's entries; a wake-up, so it must not throw. */
  readonly onCommitted: (entries: readonly LogEntry[]) => void;
  /** Told when reads were asked for, and when the first may begin (ms); it must not throw. */
  readonly onWanted?: (notBefore: number) => void;
}

/** Applies facts to one site's mirror. */
export interface Applier {
  /**
   * Applies `works` in order; answers in the same order, possibly for a first part only: what one
   * commit could not hold is to be given again.
   *
   * @throws {StoreError} When the store can't; nothing is known to be applied then.
   */
  apply(works: readonly Work[]): Promise<readonly Applied[]>;
  /** Rows as of the head they belong to, for readers that check the head. */
  readonly cache: RowCache;
}

/** Makes the applier of one isolate and site. Its batches run one after the other. */
export function createApplier(deps: ApplyDeps): Applier {
  const cache = createRowCache();
  let last: Promise<unknown> = Promise.resolve();
  return {
    cache,
    apply: (works) => {
      const mine = last.then(() => applyBatch(deps, { cache, works }));
      last = mine.catch(() => cache.clear());
      return mine;
    },
  };
}

interface Batch {
  readonly cache: RowCache;
  readonly works: readonly Work[];
}

async function applyBatch(deps: ApplyDeps, batch: Batch): Promise<readonly Applied[]> {
  const gone = new Set(batch.works.filter(isAdrift));
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const rest = batch.works.filter((work) => !gone.has(work));
    if (rest.length === 0) return batch.works.map(() => ({ status: "gone" }));
    const results = await tryApply(deps, { cache: batch.cache, works: rest });
    if (results !== null) return merge(batch.works, { gone, results });
    batch.cache.clear();
    for (const work of await findGone(deps, rest)) gone.add(work);
  }
  throw new StoreError("unavailable", `Cannot apply to ${deps.site}: lost ${TRIES} races in a row`);
}

/**
 * Whether the version of a delivery's inbox entry is not known. It is left to the inbox: to check
 * that there is no such entry would succeed just when somebody else has moved it to work on it.
 */
function isAdrift({ delivery }: Work): boolean {
  return delivery !== null && delivery.fence.versionstamp === null;
}

function merge(
  works: readonly Work[],
  { gone, results }: { readonly gone: Set<Work>; readonly results: readonly Applied[] },
): Applied[] {
  const all: Applied[] = [];
  let at = 0;
  for (const work of works) {
    if (gone.has(work)) all.push({ status: "gone" });
    else if (at < results.length) all.push(results[at++]!);
    else break;
  }
  return all;
}

/** `null` when somebody else committed first. */
async function tryApply(deps: ApplyDeps, batch: Batch): Promise<readonly Applied[] | null> {
  const { store, site } = deps;
  const { cache } = batch;
  const head = cache.head ?? await freshHead(deps);
  const rows = await readRows(deps, {
    cache,
    keys: batch.works.flatMap((work) => rowKeys(site, work.fact)),
  });
  const lookup = (key: Key) => rows.get(keyName(key))?.[1];
  const { now, canRefetch } = deps;
  const context = { site, head: head.value, now: now(), canRefetch, limits: store.limits, lookup };
  const fold = foldWorks(batch.works, context);
  if (fold.claims.length > 0) {
    const keys = fold.claims.map(({ key }) => aliasKey(site, key));
    for (const [name, row] of await readRows(deps, { cache, keys })) rows.set(name, row);
    foldAliases(fold, { site, lookup });
  }
  if (isEmpty(fold)) return await isCurrent(deps, { batch, head, rows }) ? fold.results : null;
  const committed = await commitFold(deps, { head, fold });
  if (committed === null) return null;
  const { versionstamp } = committed;
  for (const [fence, ids] of fold.fences) fence.settled(ids, versionstamp);
  if (versionstamp === null) cache.clear();
  else {
    const changed = [...fold.rows.values()].map(({ key, value }) => [key, value] as const);
    remember(batch, {
      head: { value: committed.value, versionstamp },
      rows: [...rows.values(), ...changed],
    });
  }
  deps.onCommitted(fold.entries);
  if (fold.wanted !== null) deps.onWanted?.(fold.wanted);
  return fold.results;
}

/**
 * What writes nothing is checked by no commit: rows of another head may only seem to have it all.
 * An unchanged head shows that they were read under it, and none before it was written.
 */
async function isCurrent(
  deps: ApplyDeps,
  { batch, head, rows }: {
    readonly batch: Batch;
    readonly head: HeadVersion;
    readonly rows: ReadonlyMap<string, readonly [Key, unknown]>;
  },
): Promise<boolean> {
  const now = await freshHead(deps);
  if (now.versionstamp !== head.versionstamp) return false;
  remember(batch, { head, rows: rows.values() });
  return true;
}

/**
 * What Jira tells of now is what it tells of next. What is read of Jira passes by once, a whole site
 * of it: it would push all that out, and it makes garbage that is dear to collect.
 */
function remember(
  { cache, works }: Batch,
  { head, rows }: {
    readonly head: HeadVersion;
    readonly rows: Iterable<readonly [Key, unknown]>;
  },
): void {
  if (works.some(({ delivery }) => delivery !== null)) cache.keep(head, rows);
  else cache.renew(head, rows);
}

function isEmpty(fold: Fold): boolean {
  return fold.rows.size + fold.fences.size + fold.sets.length + fold.entries.length === 0;
}

async function freshHead(deps: ApplyDeps): Promise<HeadVersion> {
  const { value, versionstamp } = await readHead(deps.store, deps.site);
  return { value, versionstamp: versionstamp! };
}

/** Rows by the name of their key: from the cache where it knows them, else from the store. */
async function readRows(
  deps: ApplyDeps,
  { cache, keys }: { readonly cache: RowCache; readonly keys: readonly Key[] },
): Promise<Map<string, readonly [Key, unknown]>> {
  const rows = new Map<string, readonly [Key, unknown]>();
  const missing = new Map<string, Key>();
  for (const key of keys) {
    const name = keyName(key);
    const cached = cache.get(key);
    if (cached === undefined) missing.set(name, key);
    else rows.set(name, [key, cached]);
  }
  if (missing.size === 0) return rows;
  for (const { key, value } of await deps.store.getMany([...missing.values()])) {
    rows.set(keyName(key), [key, value]);
  }
  return rows;
}

/** `null` when a check failed; a `versionstamp` of `null` when only its proof shows the success. */
async function commitFold(
  deps: ApplyDeps,
  { head, fold }: { readonly head: HeadVersion; readonly fold: Fold },
): Promise<{ readonly value: Head; readonly versionstamp: string | null } | null> {
  const value: Head = {
    ...head.value,
    seq: head.value.seq + fold.entries.length,
    commit: deps.newId(),
  };
  const result = await deps.store.commit(
    changeOf(fold, { site: deps.site, head, next: value }),
    { key: headKey(deps.site), mine: (there) => (there as Head).commit === value.commit },
  );
  return result.ok ? { value, versionstamp: result.versionstamp } : null;
}

/** Works whose inbox entry somebody else has taken or settled since. */
async function findGone(deps: ApplyDeps, works: readonly Work[]): Promise<Work[]> {
  const fences = [...new Set(works.flatMap(({ delivery }) => delivery?.fence ?? []))];
  const entries = await deps.store.getMany(fences.map((fence) => fence.key));
  const lost = new Set(
    fences.filter((fence, at) =>
      fence.versionstamp === null || entries[at]!.versionstamp !== fence.versionstamp
    ),
  );
  return works.filter(({ delivery }) => delivery !== null && lost.has(delivery.fence));
}
