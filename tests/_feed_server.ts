/**
 * The feed on a real port, over a real store in memory.
 *
 * @module
 */

import type { Clock } from "../lib/feed/clock.ts";
import { systemClock } from "../lib/feed/clock.ts";
import { type Feed, openFeed } from "../lib/feed/feed.ts";
import type { Grant } from "../lib/mirror/grant.ts";
import { silentWake, type Wake } from "../lib/feed/wake.ts";
import { openStore } from "../lib/store/open.ts";
import { refuse } from "../routes/answers.ts";
import { feedRoutes } from "../routes/feed.ts";
import { openLog, SITE, type TestLog } from "./_feed_log.ts";

/** Sees everything. */
export const ALL: Grant = { token: "all", projects: "all", levels: "all", expires: null };

/** Tokens the test servers know. */
const GRANTS: Readonly<Record<string, Grant>> = {
  all: ALL,
  abc: { token: "abc", projects: ["10000"], levels: [], expires: null },
};

/** What a test changes about the server. */
export interface FeedServerOptions {
  readonly clock?: Clock;
  readonly wake?: Wake;
  readonly grants?: Readonly<Record<string, Grant | "limited">>;
  readonly connectionsPerToken?: number;
  /** Committed entries are not offered: only hints and polls tell of them. */
  readonly blind?: true;
  /** Hears of every token that is looked at. */
  readonly onToken?: (token: string) => void;
}

/** A running feed. */
export interface FeedServer extends AsyncDisposable {
  /** `http://127.0.0.1:<port>`. */
  readonly url: string;
  readonly feed: Feed;
  readonly log: TestLog;
  readonly alarms: string[];
}

/** Starts a server on a free port. */
export async function serveFeed(options: FeedServerOptions = {}): Promise<FeedServer> {
  const store = await openStore({ path: ":memory:" });
  const log = await openLog(store);
  const alarms: string[] = [];
  const grants: FeedServerOptions["grants"] = { ...GRANTS, ...options.grants };
  let ids = 0;
  const feed = openFeed({
    store,
    sites: [SITE],
    clock: options.clock ?? systemClock,
    random: () => 0.5,
    newId: () => `conn-${++ids}`,
    alarm: (message) => void alarms.push(message),
    authenticate: (token) => {
      options.onToken?.(token);
      return Promise.resolve(grants[token] ?? null);
    },
    wake: options.wake ?? silentWake(),
    ...(options.connectionsPerToken === undefined
      ? {}
      : { connectionsPerToken: options.connectionsPerToken }),
  });
  const app = feedRoutes({
    feed,
    defaultSite: SITE,
    publicUrl: () => "https://feed.example",
    addressOf: () => "127.0.0.1",
    authorise: (c) => {
      const token = (c.req.header("authorization") ?? "").replace("Bearer ", "");
      options.onToken?.(token);
      const grant = grants[token];
      const refused = { status: 401, code: "bad_token", message: "No." } as const;
      return grant === undefined || grant === "limited" ? refuse(c, refused) : grant;
    },
  });
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, app.fetch);
  const append: TestLog["append"] = async (...drafts) => {
    const entries = await log.append(...drafts);
    if (options.blind !== true) feed.offer(SITE, entries);
    return entries;
  };
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    feed,
    log: { ...log, append },
    alarms,
    [Symbol.asyncDispose]: async () => {
      await feed[Symbol.asyncDispose]();
      await server.shutdown();
      await store.close();
    },
  };
}
