/**
 * A client that follows the feed through the real client library and keeps what it is given.
 *
 * @module
 */

import { type Feed, openFeed, type Stored } from "../lib/feed/client/client.ts";
import type { FeedItem } from "../lib/feed/protocol.ts";
import { inTime } from "./_waiting.ts";

/** A client with a memory that outlives its connections. */
export interface Follower extends Disposable {
  readonly items: readonly FeedItem[];
  readonly feed: Feed;
  /** Resolves once that many items have come. */
  reached(count: number): Promise<void>;
  /** Its position, as it would be found after a restart. */
  stored(): Stored | null;
}

/** Follows the feed of `url`, from its start or from where an earlier follower ended. */
export function follow(
  at: { readonly url: string; readonly token: string; readonly client: string },
  from: Stored,
): Follower {
  const items: FeedItem[] = [];
  let stored: Stored = from;
  let news = Promise.withResolvers<void>();
  const feed = openFeed({
    ...at,
    load: () => stored,
    persist: (batch) => {
      items.push(...batch.items);
      stored = { cursor: batch.cursor, scope: batch.scope };
      news.resolve();
      news = Promise.withResolvers();
    },
    onReset: (reason) => {
      throw new Error(`The feed can't go on: ${reason}`);
    },
  });
  return {
    items,
    feed,
    stored: () => stored,
    reached: async (count) => {
      const what = `${count} items of the feed`;
      while (items.length < count) await inTime(news.promise, { what, seen: () => items });
    },
    [Symbol.dispose]: () => feed[Symbol.dispose](),
  };
}
