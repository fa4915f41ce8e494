/**
 * A mirror, a Jira in memory and isolates that compare the two, on one clock.
 *
 * @module
 */

import type { FeedItem } from "../lib/feed/protocol.ts";
import type { JiraReader } from "../lib/jira/rest/types.ts";
import type { IssueSnapshot, JiraEvent } from "../lib/jira/types.ts";
import { MARGIN } from "../lib/mirror/fact.ts";
import { createApplier } from "../lib/mirror/apply.ts";
import { openHead } from "../lib/mirror/head.ts";
import type { Segment } from "../lib/mirror/segment.ts";
import type { IssueRow } from "../lib/mirror/types.ts";
import type { DeliveryRef } from "../lib/mirror/work.ts";
import { createIds } from "../lib/store/ids.ts";
import { inboxKey, issueKey, logKey, refetchKey, suspectKey } from "../lib/store/keys.ts";
import { openStore } from "../lib/store/open.ts";
import { createRightOfWay } from "../lib/store/right_of_way.ts";
import type { Key, Store } from "../lib/store/types.ts";
import { createEngine } from "../lib/sync/runs/engine.ts";
import { createImport } from "../lib/sync/sweep/import.ts";
import { createRefetcher } from "../lib/sync/refetch/refetch.ts";
import type { Suspect, Waiting } from "../lib/sync/refetch/batch.ts";
import type { Request } from "../lib/sync/refetch/request.ts";
import { listRuns } from "../lib/sync/runs/runs.ts";
import { createSweep } from "../lib/sync/sweep/sweep.ts";
import type { Run } from "../lib/sync/types.ts";
import { eventOf } from "./mirror_model/events.ts";
import { type Clock, TinyJira } from "./_sync_jira.ts";

/** The site of these tests. */
export const SITE = "default";
/** When tests begin, ms. */
export const START = 1_780_000_000_000;
/** A minute, ms. */
export const MINUTE = 60_000;

const NOTHING_WAITS: Waiting = {
  any: () => Promise.resolve(false),
  release: () => Promise.resolve(0),
};

/** What an isolate may do otherwise. */
export interface IsolateOptions {
  readonly waiting?: Waiting;
}

/** What a stage is built around. */
export interface StageOptions {
  readonly clock?: Clock;
  /** Takes the place of the Jira in memory. */
  readonly reader?: JiraReader;
}

/** See the module. */
export async function openStage(given: StageOptions = {}) {
  const clock: Clock = given.clock ?? { now: START };
  const now = () => clock.now;
  const newId = createIds(now);
  const way = createRightOfWay();
  const store = await openStore({ path: ":memory:" });
  await openHead(store, SITE);
  const jira = new TinyJira(clock);
  const logged: string[] = [];
  const log = (message: string, cause?: unknown) =>
    void logged.push(`${message}${cause === undefined ? "" : `: ${cause}`}`);
  const working: { stop(): Promise<void> }[] = [];

  function isolate(options: IsolateOptions = {}) {
    const deps = {
      store,
      site: SITE,
      now,
      newId,
      log,
      way,
      jira: given.reader ?? jira.reader,
    };
    const applier = createApplier({ ...deps, canRefetch: true, onCommitted: () => {} });
    const refetcher = createRefetcher({
      ...deps,
      applier,
      waiting: options.waiting ?? NOTHING_WAITS,
      random: () => 0.5,
    });
    const walk = { ...deps, applier };
    const engine = createEngine({
      ...deps,
      jobs: [createImport(walk), createSweep(walk)],
    });
    working.push(engine, refetcher);
    const deliver = async (event: JiraEvent) => {
      const id = newId();
      const [applied] = await applier.apply([{
        fact: { by: "webhook", event, receivedAt: now(), delivery: id },
        delivery: await delivered({ store, id, at: now() }),
      }]);
      return applied!;
    };
    /** What Jira's webhook tells of an issue as it is now. */
    const tell = (snapshot: IssueSnapshot) =>
      deliver(eventOf({
        snapshot,
        timestamp: snapshot.updated,
        changelogId: String(snapshot.updated),
      }));
    return { applier, refetcher, engine, deliver, tell };
  }

  return {
    clock,
    store,
    jira,
    isolate,
    logged,
    /** Runs of the history, the oldest first. */
    runs: async (): Promise<Run[]> =>
      [...(await listRuns({ store, site: SITE }, { limit: 100 })).items].reverse(),
    row: async (id: string) => (await store.get<IssueRow>(issueKey(SITE, id))).value,
    rows: async () =>
      (await store.list<IssueRow>({ prefix: issueKey(SITE) })).map(({ value }) => value),
    requests: async () =>
      (await store.list<Request>({ prefix: refetchKey(SITE) })).map(({ value }) => value),
    suspects: async () =>
      (await store.list<Suspect>({ prefix: suspectKey(SITE) })).map(({ value }) => value),
    /** The feed since its beginning. */
    feed: async () =>
      (await store.list<Segment>({ prefix: logKey(SITE) }))
        .flatMap(({ value }) => value.map(({ text }) => JSON.parse(text) as FeedItem)),
    [Symbol.asyncDispose]: async () => {
      await Promise.all(working.map((each) => each.stop()));
      await store.close();
    },
  };
}

/** A delivery in the inbox, without a body: what it tells is given to the applier at once. */
async function delivered(
  { store, id, at }: { readonly store: Store; readonly id: string; readonly at: number },
): Promise<DeliveryRef> {
  const key = inboxKey(at, id);
  const { versionstamp } = await commitOne(store, { key, value: { site: SITE, items: [] } });
  const record = { id, receivedAt: at, event: "jira:issue_updated", attempts: 1, bytes: 0 };
  return {
    fence: { key, versionstamp, bytes: 0, without: () => null, settled: () => {} },
    record: { ...record, flow: null, retry: null, secret: 0 },
  };
}

async function commitOne(store: Store, set: { readonly key: Key; readonly value: unknown }) {
  const result = await store.commit({ sets: [set] }, { key: set.key, mine: () => true });
  if (!result.ok) throw new TypeError("A commit without checks was refused");
  return result;
}

/** A stage. */
export type Stage = Awaited<ReturnType<typeof openStage>>;

/** Lets so much time pass that reads prove what webhooks told before. */
export function settleDown(stage: Stage): void {
  stage.clock.now += MARGIN + MINUTE;
}

/** How the mirror and the site differ: ids and versions of what is not the same in both. */
export async function differences(stage: Stage): Promise<string[]> {
  const rows = new Map((await stage.rows()).map((row) => [row.core.id, row]));
  return stage.jira.issues.flatMap(({ core, updated, hash }) => {
    const row = rows.get(core.id);
    if (row?.updated === updated && row.hash === hash) return [];
    return [`${core.id}: ${row?.core.summary ?? "missing"}, not ${core.summary}`];
  });
}
