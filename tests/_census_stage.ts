/**
 * A simulated Jira with its REST API, a mirror, and an isolate that compares the two, all on one
 * clock that moves only when told to. No socket is opened: the client's calls go straight to the API.
 *
 * @module
 */

import type { FeedItem } from "../lib/feed/protocol.ts";
import { createJiraClient } from "../lib/jira/rest/client.ts";
import { decodeEvent } from "../lib/jira/event.ts";
import { createApplier } from "../lib/mirror/apply.ts";
import type { Fact } from "../lib/mirror/decide.ts";
import { openHead } from "../lib/mirror/head.ts";
import type { Segment } from "../lib/mirror/segment.ts";
import type { IssueRow } from "../lib/mirror/types.ts";
import type { Flavour } from "../lib/simulator/model.ts";
import { createRest, SIMULATED_CREDENTIALS } from "../lib/simulator/rest/rest.ts";
import { createSite } from "../lib/simulator/site.ts";
import type { SimEvent } from "../lib/simulator/site_state.ts";
import { createIds } from "../lib/store/ids.ts";
import { issueKey, logKey, suspectKey } from "../lib/store/keys.ts";
import { openStore } from "../lib/store/open.ts";
import { createRightOfWay } from "../lib/store/right_of_way.ts";
import { listAlarms } from "../lib/sync/alarms.ts";
import { confirmBrake } from "../lib/sync/census/alarms.ts";
import { createCensus } from "../lib/sync/census/census.ts";
import { createContentPass } from "../lib/sync/content/content.ts";
import { createEngine } from "../lib/sync/runs/engine.ts";
import { createImport } from "../lib/sync/sweep/import.ts";
import { readReport } from "../lib/sync/completeness/read_completeness.ts";
import { createRefetcher } from "../lib/sync/refetch/refetch.ts";
import type { Suspect } from "../lib/sync/refetch/batch.ts";
import { listRuns } from "../lib/sync/runs/runs.ts";
import { createSweep } from "../lib/sync/sweep/sweep.ts";
import type { Drift, Run, RunKind } from "../lib/sync/types.ts";

/** The site of these tests. */
export const SITE = "default";
/** When tests begin: a noon, so that no night's work falls due by itself. */
export const START: number = Date.UTC(2026, 5, 1, 12);
/** A minute, ms. */
export const MINUTE = 60_000;
/** An hour, ms. */
export const HOUR: number = 60 * MINUTE;

/** What a test may choose. */
export interface CensusStageOptions {
  readonly issues?: number;
  readonly projects?: number;
  readonly seed?: number;
  readonly flavour?: Flavour;
}

/** A call of the API, before it is answered. */
export type Before = (path: string) => void | Promise<void>;

/** See the module. The site is imported; dispose of it to close the store. */
export async function openCensusStage(options: CensusStageOptions = {}) {
  const { issues = 60, projects = 3, seed = 7, flavour = "cloud" } = options;
  const clock = { now: START };
  const now = () => clock.now;
  const site = createSite({ seed, now, projects, flavour });
  site.grow({ issues });
  const rest = createRest(site);
  const hooks: { before: Before; isHeaderless: boolean; account: string | null } = {
    before: () => {},
    isHeaderless: false,
    account: null,
  };
  const { email, token } = SIMULATED_CREDENTIALS;
  const baseUrl = site.dialect.base;
  /** Each isolate has its own: one that hangs does not hold up the others. */
  const clientOf = () =>
    createJiraClient({
      access: flavour === "cloud"
        ? { kind: "api_token", baseUrl, email, token }
        : { kind: "pat", baseUrl, token },
      fetch: async (input, init) => {
        const request = new Request(input, init);
        const { pathname } = new URL(request.url);
        await hooks.before(pathname);
        const response = await rest.handle(request);
        if (hooks.account !== null && pathname.endsWith("/myself")) {
          const { headers } = response;
          return Response.json({ accountId: hooks.account, displayName: hooks.account }, {
            headers,
          });
        }
        if (hooks.isHeaderless) response.headers.delete("X-Seraph-LoginReason");
        return response;
      },
      now,
      random: () => 0.5,
      wait: (ms) => Promise.resolve(void (clock.now += ms)),
      budget: { perSecond: 1e9, concurrency: 1 },
    });
  const store = await openStore({ path: ":memory:" });
  await openHead(store, SITE);
  const newId = createIds(now);
  const logged: string[] = [];
  const log = (message: string, cause?: unknown) => void logged.push(`${message}: ${cause}`);
  const way = createRightOfWay();
  const deps = { store, site: SITE, now, newId, log, way };
  const oldestUnapplied = () => Promise.resolve(null);

  function isolate() {
    const jira = clientOf();
    const applier = createApplier({ ...deps, canRefetch: true, onCommitted: () => {} });
    const waiting = { any: () => Promise.resolve(false), release: () => Promise.resolve(0) };
    const refetcher = createRefetcher({ ...deps, jira, applier, waiting, random: () => 0.5 });
    const all = { ...deps, applier };
    const jobs = [createImport(all), createSweep(all), createCensus(all), createContentPass(all)];
    const engineOf = (some: typeof jobs) => createEngine({ ...deps, jira, jobs: some });
    // One for each kind, so that nothing runs but what a test asks for; and one for all.
    const engines = new Map(jobs.map((job) => [job.kind, engineOf([job])]));
    return { applier, refetcher, engines, engine: engineOf(jobs) };
  }

  /** Runs one comparison now, here or in another isolate; gives it from the history. */
  async function run(kind: RunKind, by: ReturnType<typeof isolate> = first): Promise<Run> {
    const engine = by.engines.get(kind)!;
    await engine.start(kind);
    await engine.everyMinute();
    const { items } = await listRuns(deps, { limit: 20 });
    return items.find((each) => each.kind === kind)!;
  }

  const first = isolate();
  await run("import");
  // What was read is old enough to be outdone by what follows.
  clock.now += 10 * MINUTE;

  return {
    clock,
    site,
    rest,
    hooks,
    store,
    isolate,
    logged,
    run,
    ...first,
    census: () => run("census"),
    /** What the mirror shows of an issue; `null` when it has none. */
    row: async (id: string) => (await store.get<IssueRow>(issueKey(SITE, id))).value,
    rows: async () =>
      (await store.list<IssueRow>({ prefix: issueKey(SITE) })).map(({ value }) => value),
    suspects: async () =>
      (await store.list<Suspect>({ prefix: suspectKey(SITE) })).map(({ value }) => value),
    /** A read by id did not find an issue. */
    suspect: async (issueId: string) => {
      const key = suspectKey(SITE, issueId);
      const value: Suspect = { issueId, observedAt: clock.now };
      await store.commit({ sets: [{ key, value }] }, { key, mine: () => true });
    },
    /** The feed since its beginning. */
    feed: async () =>
      (await store.list<Segment>({ prefix: logKey(SITE) }))
        .flatMap(({ value }) => value.map(({ text }) => JSON.parse(text) as FeedItem)),
    /** An operator confirms what an alarm says of a project. */
    confirm: async (project: string) => {
      const alarm = (await listAlarms(deps)).find((each) => each.project === project);
      await confirmBrake(deps, { project, issues: alarm?.issues ?? 0 });
    },
    report: () => readReport({ ...deps, oldestUnapplied }, { limit: 20 }),
    /** Jira's webhooks arrive. */
    tell: async (events: readonly SimEvent[]) => {
      const works = events.map(({ body }) => ({ fact: factOf(body, now()), delivery: null }));
      for (const work of works) await first.applier.apply([work]);
    },
    /** Lets reads asked for be done. */
    settle: async () => {
      for (let turn = 0; turn < 6; turn++) {
        clock.now += 2 * MINUTE;
        await first.refetcher.look();
      }
    },
    [Symbol.asyncDispose]: async () => {
      for (const engine of first.engines.values()) await engine.stop();
      await first.refetcher.stop();
      await store.close();
    },
  };
}

function factOf(body: unknown, receivedAt: number): Fact {
  const event = decodeEvent(JSON.parse(JSON.stringify(body)));
  return { by: "webhook", event, receivedAt, delivery: crypto.randomUUID() };
}

/** A stage. */
export type CensusStage = Awaited<ReturnType<typeof openCensusStage>>;

/** How mirror and site differ: what is visible and not alive in the mirror as it is, and the reverse. */
export async function differences({ site, rows }: CensusStage): Promise<string[]> {
  const mirror = new Map((await rows()).map((row) => [row.core.id, row]));
  return site.truth().flatMap((truth) => {
    const row = mirror.get(truth.id);
    const isVisible = !truth.deleted && truth.place === "live";
    const isAlive = row !== undefined && row.tombstone === null;
    const name = `${truth.key} (${truth.id})`;
    if (isVisible !== isAlive) return [`${name} is ${isAlive ? "kept" : "missing"}`];
    if (!isVisible) return [];
    const same = row!.updated === truth.updated && row!.core.summary === truth.summary &&
      row!.core.key === truth.key && row!.core.project?.key === truth.project;
    return same ? [] : [`${name} is out of date`];
  });
}

/** The drift without what is none. */
export function found({ drift }: { readonly drift: Drift }): Partial<Drift> {
  return Object.fromEntries(Object.entries(drift).filter(([, count]) => count > 0));
}
