/**
 * The service without its surfaces, put together: the one place in `lib` that knows every room.
 *
 * @module
 */

import { type Credentials, openCredentials } from "./access/credentials.ts";
import { createFailureLimiter, type FailureLimiter } from "./access/limiter.ts";
import { type Authenticate, createAuthenticate } from "./access/tokens.ts";
import { systemClock } from "./feed/clock.ts";
import { type Feed, openFeed } from "./feed/feed.ts";
import { createWake } from "./feed/wake.ts";
import type { Intake } from "./inbox/intake/accept.ts";
import type { Inbox } from "./inbox/inbox.ts";
import { openHead } from "./mirror/head.ts";
import { readHome } from "./mirror/home.ts";
import { createMirror, type Mirror } from "./mirror/queries.ts";
import { doChores } from "./ops/chores.ts";
import type { Log } from "./ops/log.ts";
import type { Settings } from "./ops/settings.ts";
import { NO_ACCESS } from "./ops/words.ts";
import type { Bell } from "./queue/bell.ts";
import { createNativeBell } from "./queue/native.ts";
import { createPolledBell } from "./queue/polled.ts";
import { createIds } from "./store/ids.ts";
import { openStore } from "./store/open.ts";
import type { Store } from "./store/types.ts";
import type { HomeWatch } from "./sync/home/watch.ts";
import type { Completeness, SyncReport } from "./sync/types.ts";
import type { AtlassianHosts } from "./jira/rest/access.ts";
import type { Budget } from "./jira/rest/pacer.ts";
import type { JiraReader } from "./jira/rest/types.ts";
import type { Comparison } from "./comparison.ts";
import { createFlow } from "./flow.ts";

/** The one site this version serves. */
export const SITE = "default";

const OFF: Completeness = {
  state: "off",
  message: `Not compared with Jira: ${NO_ACCESS}.`,
  ids: null,
  sweptTo: null,
  content: null,
  oldestUnapplied: null,
};

const NOTHING_TO_REPORT: SyncReport = {
  completeness: OFF,
  running: null,
  alarms: [],
  items: [],
  next: null,
};

/** What the outside gives a service. */
export interface ServiceOptions {
  readonly settings: Settings;
  readonly log: Log;
  /** Takes the place of the store the settings name. */
  readonly store?: Store;
  /** Takes the place of the Jira the settings name. */
  readonly jira?: JiraReader;
  /** Time between two sweeps, ms; three minutes unless given. */
  readonly sweepEvery?: number;
  /** Take the place of Atlassian's own addresses. */
  readonly hosts?: AtlassianHosts;
  /** How much the Jira of the settings is asked; as gently as the client is unless given. */
  readonly budget?: Budget;
  /** Time by our clock, ms; the system's unless given. */
  readonly now?: () => number;
}

/** A running service. */
export interface Service {
  readonly settings: Settings;
  readonly log: Log;
  readonly now: () => number;
  readonly newId: () => string;
  readonly store: Store;
  readonly site: string;
  readonly credentials: Credentials;
  readonly startedAt: number;
  readonly authenticate: Authenticate;
  readonly limiter: FailureLimiter;
  readonly intake: Intake;
  readonly inbox: Inbox;
  readonly mirror: Mirror;
  readonly feed: Feed;
  readonly bell: Bell;
  /** Which Jira all of this is about. */
  readonly home: HomeWatch;
  /** The comparison with Jira; `null` when nothing says where Jira is and who we are there. */
  readonly sync: Comparison | null;
  /** How far the mirror is known to agree with Jira. */
  completeness(): Promise<Completeness>;
  /** The same, with a page of the runs that compared them. */
  report(page: { readonly limit: number; readonly after?: string }): Promise<SyncReport>;
  /** Whether it takes work: not yet, or no longer, while stopping. */
  isReady(): boolean;
  /** What the platform's schedule calls every minute. */
  everyMinute(): Promise<void>;
  /** What a schedule of its own calls every minute: it may take as long as a comparison takes. */
  compare(): Promise<void>;
  /**
   * Watches over Jira's webhooks, and over which Jira it is; to be called every minute, by a schedule
   * of its own: that of the comparison begins no tick while one of hours is under way.
   */
  watch(): Promise<void>;
  /** What the platform's schedule calls every hour. */
  everyHour(): Promise<void>;
  /** Says goodbye to clients and answers whoever waits; webhooks under way are still accepted. */
  drain(): Promise<void>;
  /** Drains, finishes the batch under way and closes the store; calls still under way fail then. */
  stop(): Promise<void>;
}

/**
 * Opens the store and starts to work: whatever the inbox holds is done without any new webhook.
 *
 * @throws {StoreError} When the store can't be opened.
 */
export async function startService(options: ServiceOptions): Promise<Service> {
  const { settings, log } = options;
  const now = options.now ?? Date.now;
  const store = options.store ?? await openStore({ path: settings.kvPath });
  const credentials = await openCredentials(store, {
    secrets: settings.webhookSecrets,
    adminToken: settings.adminToken,
  });
  await openHead(store, SITE);
  const stopping = new AbortController();
  const newId = createIds(now);
  const bell = createBell(store, { settings, now });
  const authenticate = createAuthenticate(credentials.adminHash);
  const limiter = createFailureLimiter(now);
  const feed = openSiteFeed({ store, authenticate, limiter, newId, log });
  const [secret] = credentials.secrets;
  const home = await readHome({ store, site: SITE });
  const flow = createFlow({
    ...options,
    site: SITE,
    store,
    feed,
    bell,
    now,
    newId,
    secret: secret!,
    home,
  });
  bell.start(() => flow.inbox.look(), stopping.signal);
  // Not awaited: the first comparison reads all of Jira.
  void flow.sync?.everyMinute();
  void flow.sync?.watch();
  const chores = () =>
    doChores({
      store,
      sites: [SITE],
      owner: newId(),
      now,
      retention: settings.retention,
      log,
      signal: stopping.signal,
    });
  const watch = async () => {
    await Promise.all([flow.home.look(), flow.sync?.watch()]);
  };
  const drain = async () => {
    stopping.abort();
    await Promise.all([feed.drain(), flow.sync?.stop()]);
  };
  return {
    settings,
    log,
    now,
    newId,
    store,
    site: SITE,
    credentials,
    startedAt: now(),
    authenticate,
    limiter,
    feed,
    bell,
    ...flow,
    mirror: createMirror({ store, site: SITE, cache: flow.applier.cache }),
    completeness: () => flow.sync?.completeness() ?? Promise.resolve(OFF),
    report: (page) => flow.sync?.report(page) ?? Promise.resolve(NOTHING_TO_REPORT),
    isReady: () => !stopping.signal.aborted,
    everyMinute: () => flow.inbox.look(),
    compare: async () => await flow.sync?.everyMinute(),
    watch,
    everyHour: async () => {
      await Promise.all([chores(), flow.sync?.everyHour()]);
    },
    drain,
    stop: async () => {
      await drain();
      await Promise.all([
        feed[Symbol.asyncDispose](),
        flow.worker.stop(),
        flow.inbox.stop(),
        flow.renewed(),
      ]);
      await store.close();
    },
  };
}

function createBell(
  store: Store,
  { settings, now }: { readonly settings: Settings; readonly now: () => number },
): Bell {
  const native = settings.queue === "native" ||
    (settings.queue === "auto" && store.listen !== null);
  return native ? createNativeBell({ store, now }) : createPolledBell({ store, now });
}

function openSiteFeed(deps: {
  readonly store: Store;
  readonly authenticate: Authenticate;
  readonly limiter: FailureLimiter;
  readonly newId: () => string;
  readonly log: Log;
}): Feed {
  const { store, newId, log, limiter } = deps;
  return openFeed({
    store,
    sites: [SITE],
    clock: systemClock,
    random: Math.random,
    newId,
    alarm: (message, details) => log(`${message} ${JSON.stringify(details)}`),
    authenticate: (token, { address }) => {
      const grant = deps.authenticate(token);
      if (grant !== null) return Promise.resolve(grant);
      const limited = limiter.blockedFor(address) > 0;
      limiter.fail(address);
      return Promise.resolve(limited ? "limited" : null);
    },
    wake: createWake(),
  });
}
