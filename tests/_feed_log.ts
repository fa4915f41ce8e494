/**
 * Writes a site's log the way the applier does, without any mirror behind it.
 *
 * @module
 */

import type { FeedItem } from "../lib/feed/protocol.ts";
import { openHead, readHead } from "../lib/mirror/head.ts";
import type { Head, LogEntry, Scope } from "../lib/mirror/types.ts";
import { randomText } from "../lib/store/ids.ts";
import { floorKey, headKey, logKey } from "../lib/store/keys.ts";
import type { Store } from "../lib/store/types.ts";

/** The site all feed suites use. */
export const SITE = "default";

/** What a test says of an entry; the rest is made up. */
export interface Draft extends Partial<Omit<LogEntry, "scope" | "prior" | "text">> {
  readonly scope?: Partial<Scope>;
  readonly prior?: Partial<Scope>;
  readonly item?: Partial<FeedItem>;
}

const SCOPE: Scope = {
  project: "10000",
  projectKey: "ABC",
  issue: "20001",
  issueKey: "ABC-1",
  level: null,
  assignee: null,
  reporter: null,
};

/** Makes an entry. */
export function entryOf(seq: number, draft: Draft = {}): LogEntry {
  const { item, ...rest } = draft;
  const scope = { ...SCOPE, ...draft.scope };
  const kind = draft.kind ?? "updated";
  const text = JSON.stringify(
    {
      seq,
      id: `item-${seq}`,
      at: 1_700_000_000_000 + seq,
      kind,
      issue: { id: scope.issue, key: scope.issueKey },
      source: "webhook",
      ...item,
    },
  );
  return {
    actor: null,
    mentions: [],
    delivery: `delivery-${seq}`,
    at: 1_700_000_000_500 + seq,
    ...rest,
    seq,
    kind,
    scope,
    prior: draft.prior === undefined ? null : { ...scope, ...draft.prior },
    text,
  };
}

/** A log being written. */
export interface TestLog {
  readonly store: Store;
  /** Appends in one commit; returns what was written. */
  append(...drafts: Draft[]): Promise<LogEntry[]>;
  /** Removes entries up to a seq and raises the floor, in one commit. */
  trim(to: number): Promise<void>;
  /** Removes an entry without raising the floor, as no part of the service ever does. */
  damage(seq: number): Promise<void>;
  /** Begins another term, as a restart does. */
  restart(): Promise<void>;
  /** Begins another log. */
  replace(): Promise<void>;
  head(): Promise<Head>;
}

/** Opens the log of {@linkcode SITE}. */
export async function openLog(store: Store): Promise<TestLog> {
  await openHead(store, SITE);
  const head = async () => (await readHead(store, SITE)).value;
  const force = async (sets: { key: (string | number)[]; value: unknown }[]) => {
    await store.commit({ sets }, { key: headKey(SITE), mine: () => true });
  };
  return {
    store,
    head,
    append: (...drafts) => append(store, drafts),
    restart: () => openHead(store, SITE),
    trim: async (to) => {
      const known = await store.list<unknown>({
        start: logKey(SITE, 0),
        end: logKey(SITE, to + 1),
      });
      await store.commit({
        sets: [{ key: floorKey(SITE), value: to }],
        deletes: known.map(({ key }) => key),
      }, { key: floorKey(SITE), mine: (there) => there === to });
    },
    damage: async (seq) => {
      await store.commit({ deletes: [logKey(SITE, seq)] }, {
        key: logKey(SITE, seq),
        mine: () => false,
      });
    },
    replace: async () => {
      const { terms: _terms, ...rest } = await head();
      const known = await store.list<unknown>({ prefix: logKey(SITE) });
      await store.commit({ deletes: [...known.map(({ key }) => key), floorKey(SITE)] }, {
        key: headKey(SITE),
        mine: () => false,
      });
      await force([{
        key: [...headKey(SITE)],
        value: { ...rest, epoch: randomText(6), seq: 0, terms: [{ term: "t", from: 0 }] },
      }]);
    },
  };
}

async function append(store: Store, drafts: readonly Draft[]): Promise<LogEntry[]> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const known = await readHead(store, SITE);
    const entries = drafts.map((draft, at) => entryOf(known.value.seq + 1 + at, draft));
    const commit = randomText(9);
    const next = { ...known.value, seq: known.value.seq + drafts.length, commit };
    const result = await store.commit({
      checks: [known],
      sets: [
        ...entries.map((entry) => ({ key: logKey(SITE, entry.seq), value: [entry] })),
        { key: headKey(SITE), value: next },
      ],
    }, { key: headKey(SITE), mine: (there) => (there as Head).commit === commit });
    if (result.ok) return entries;
  }
  throw new Error("Cannot append: lost 50 races in a row");
}
