/**
 * What the suites about the intake share: bodies, what a refusal looks like, and a look behind.
 *
 * @module
 */

import { deepEqual, equal, match, ok } from "node:assert/strict";
import type { FeedItem } from "../lib/feed/protocol.ts";
import type { DeadLetter, Quarantined } from "../lib/inbox/types.ts";
import { readBlob } from "../lib/store/blob.ts";
import { deadKey, quarantineKey } from "../lib/store/keys.ts";
import type { RunningService } from "./_service.ts";

/** Event time of the first body of {@linkcode change}. */
export const TIME = 1_780_000_000_000;

/** What a body of {@linkcode change} may say otherwise. */
export interface ChangeOptions {
  /** Fields of the issue besides, or in place of, the usual ones. */
  readonly fields?: Readonly<Record<string, unknown>>;
  /** Anything of the body besides, or in place of, the usual. */
  readonly body?: Readonly<Record<string, unknown>>;
}

/** A valid body: the change number `n`, of an issue of its own. */
export function change(n: number, options: ChangeOptions = {}): Record<string, unknown> {
  return {
    timestamp: TIME + n,
    webhookEvent: "jira:issue_updated",
    issue_event_type_name: "issue_updated",
    user: { accountId: "acc-ana", displayName: "Ana Lima" },
    issue: {
      id: `${10_000 + n}`,
      key: `PUMP-${n}`,
      fields: {
        summary: `Pump ${n} leaks`,
        created: "2026-01-01T09:00:00.000+0000",
        updated: new Date(TIME + n).toISOString(),
        project: { id: "10000", key: "PUMP", name: "Pumps" },
        issuetype: { id: "1", name: "Bug" },
        status: { id: "3", name: "Open", statusCategory: { key: "new" } },
        priority: { id: "3", name: "Medium" },
        assignee: null,
        reporter: { accountId: "acc-ana", displayName: "Ana Lima" },
        ...options.fields,
      },
    },
    changelog: {
      id: `${900_000 + n}`,
      items: [{ field: "summary", fieldId: "summary", fromString: "Leak", toString: "Pump" }],
    },
    ...options.body,
  };
}

/** What a refusal has to be. */
export interface Refused {
  readonly status: number;
  readonly code: string;
  /** What its message has to say, each. */
  readonly says: readonly RegExp[];
}

/** An answer of `fetch`, or one read byte by byte. */
export interface AnyAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string | (() => Promise<string>);
}

/** Holds an answer against the one shape of error. */
export async function assertRefused(answer: AnyAnswer, expected: Refused): Promise<void> {
  const text = typeof answer.text === "string" ? answer.text : await answer.text();
  equal(answer.status, expected.status, text);
  match(answer.headers.get("content-type") ?? "", /^application\/json/);
  const { error, ...rest } = JSON.parse(text);
  deepEqual(rest, {});
  deepEqual(Object.keys(error).sort(), ["code", "id", "message"]);
  equal(error.code, expected.code);
  match(error.id, /^[0-9a-f-]{36}$/);
  equal(error.id, answer.headers.get("x-error-id"));
  match(error.message, /^[A-Z]/);
  for (const each of expected.says) match(error.message, each);
}

/** Asserts the answer to a delivery that was stored. */
export async function assertAccepted(answer: Response): Promise<void> {
  const text = await answer.text();
  equal(answer.status, 202, text);
  match(JSON.parse(text).id, /^[0-9A-Z]{26}$/);
}

/** Everything in the feed since its beginning, as a client without filters reads it. */
export async function readFeed(service: RunningService): Promise<FeedItem[]> {
  const items: FeedItem[] = [];
  const head = await (await service.get("/api/snapshot?limit=1")).json();
  for (let seq = 0; seq < head.seq;) {
    const answer = await service.get(`/api/events?cursor=${head.epoch}:${seq}`);
    const frame = await answer.json();
    equal(frame.t, "events");
    equal(frame.from, seq);
    ok(frame.to > seq);
    items.push(...frame.items);
    seq = frame.to;
  }
  return items;
}

/** Asserts that exactly the changes `numbers` of {@linkcode change} are in the feed, each once. */
export async function assertFed(
  service: RunningService,
  numbers: readonly number[],
): Promise<void> {
  await service.settled();
  const keys = (await readFeed(service)).map((item) => item.issue?.key);
  deepEqual(keys.sort(), numbers.map((n) => `PUMP-${n}`).sort());
}

/** Calls kept because they could not be read, oldest first, with their raw bodies. */
export async function readQuarantine(
  { service: { store, site } }: RunningService,
): Promise<readonly (Quarantined & { readonly raw: Uint8Array })[]> {
  const kept = await store.list<Quarantined>({ prefix: quarantineKey(site) });
  return await Promise.all(kept.map(async ({ value }) => {
    const raw = await readBlob(store, { site, id: value.id, info: value.body });
    return { ...value, raw: new Uint8Array(raw) };
  }));
}

/** Asserts that nothing accepted failed to be applied. */
export async function assertNoneDead({ service: { store, site } }: RunningService): Promise<void> {
  const dead = await store.list<DeadLetter>({ prefix: deadKey(site) });
  deepEqual(dead.map(({ value }) => `${value.event}: ${value.reason}`), []);
}
