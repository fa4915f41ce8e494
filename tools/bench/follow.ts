/**
 * The feed client that extension, dashboard and terminal use, following one service.
 *
 * @module
 */

import { type Feed, type FeedOptions, openFeed } from "../../lib/feed/client/client.ts";
import type { Cursor, FeedItem } from "../../lib/feed/protocol.ts";
import { globalRuntime } from "../../lib/feed/client/runtime.ts";
import { TOKEN } from "./service.ts";

/** Whom to follow, and from where. */
export interface FollowOptions {
  readonly url: string;
  readonly cursor: Cursor;
  /** Told of the items of each frame as it comes. */
  readonly onItems: (items: readonly FeedItem[]) => void;
}

/** A client under way. */
export interface Follower extends Disposable {
  /** When it said hello, by `performance.now()`. */
  readonly greeted: () => number;
  /** Resolves when everything up to `seq` is here; rejects when the client is sent away. */
  reach(seq: number): Promise<void>;
}

/** Starts to follow. */
export function follow(options: FollowOptions): Follower {
  let cursor = options.cursor;
  let greeted = NaN;
  let reached = { seq: Infinity, promise: Promise.withResolvers<void>() };
  const fail = (reason: string) =>
    reached.promise.reject(new Error(`Cannot follow the feed: ${reason}`));
  const client: FeedOptions = {
    url: options.url,
    token: TOKEN,
    client: "bench",
    load: () => ({ cursor, scope: null }),
    persist: (batch) => {
      cursor = batch.cursor;
      if (batch.items.length > 0) options.onItems(batch.items);
      if (cursor.seq >= reached.seq) reached.promise.resolve();
    },
    onReset: (reason, at) => {
      fail(`it was reset (${reason})`);
      return at;
    },
    onStatus: (status) => {
      if (status.state === "waiting") fail(status.reason);
    },
    runtime: {
      openSocket: (url, protocol) => {
        const socket = globalRuntime().openSocket(url, protocol);
        socket.addEventListener("open", () => greeted = performance.now());
        return socket;
      },
    },
  };
  const feed: Feed = openFeed(client);
  return {
    greeted: () => greeted,
    reach: (seq) => {
      if (cursor.seq >= seq) return Promise.resolve();
      reached = { seq, promise: Promise.withResolvers() };
      return reached.promise.promise;
    },
    [Symbol.dispose]: () => feed.stop(),
  };
}
