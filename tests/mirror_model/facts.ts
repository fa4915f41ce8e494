/**
 * Facts and what becomes of them, for tests that show one rule at a time.
 *
 * @module
 */

import type { IssueCore, JiraEvent } from "../../lib/jira/types.ts";
import {
  type Context,
  decide,
  type Fact,
  type Known,
  type Verdict,
} from "../../lib/mirror/decide.ts";
import { commentOf, coreOf, eventOf, snapshotOf } from "./events.ts";

/** When tests begin, ms. */
export const NOW = 1_700_000_000_000;
const NOTHING: Known = { row: null, part: null };

/** Issue 1, created now. */
export function core(fields: Partial<IssueCore> = {}): IssueCore {
  return coreOf({ id: "1", created: NOW, ...fields });
}

/** A webhook, received when it happened unless said otherwise. */
export function told(event: Partial<JiraEvent>, receivedAt: number = event.timestamp ?? NOW): Fact {
  return { by: "webhook", event: eventOf(event), receivedAt, delivery: "delivery" };
}

/** An edit at `at`, told at once. */
export function edited(summary: string, at: number): Fact {
  const snapshot = snapshotOf(core({ summary }), at);
  return told({ snapshot, timestamp: at, changelogId: String(at) });
}

/** The delete of issue 1. */
export function deleted(at: number, receivedAt: number = at): Fact {
  const event = { name: "jira:issue_deleted", kind: "deleted", action: "deleted" } as const;
  return told({ ...event, issueId: "1", timestamp: at }, receivedAt);
}

/** A read of issue 1. */
export function read(
  by: "id" | "search",
  summary: string,
  times: { updated: number; at: number },
): Fact {
  return { by, snapshot: snapshotOf(core({ summary }), times.updated), observedAt: times.at };
}

/** A comment on issue 1, as Cloud tells it. */
export function commented(fields: Partial<JiraEvent> = {}): Fact {
  const part = commentOf({ id: "7", version: NOW, text: "hello", mentions: ["ann"] });
  const name = "comment_created";
  const event = { name, kind: "commented", action: "created", issueId: "1", part } as const;
  return told({ ...event, timestamp: NOW, touches: ["1"], ...fields });
}

/** What each fact means after the ones before it. */
export function after(facts: readonly Fact[], context: Partial<Context> = {}): Verdict[] {
  const verdicts: Verdict[] = [];
  for (const fact of facts) {
    const { row, part } = verdicts.at(-1) ?? NOTHING;
    const now = "receivedAt" in fact ? fact.receivedAt : fact.observedAt;
    verdicts.push(decide({ row, part }, { fact, context: { now, canRefetch: true, ...context } }));
  }
  return verdicts;
}

/** What the last fact means after the ones before it. */
export function last(facts: readonly Fact[], context: Partial<Context> = {}): Verdict {
  return after(facts, context).at(-1)!;
}
