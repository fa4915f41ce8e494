/**
 * Reads `GET /api/webhooks`: the webhooks as Jira has them registered, and what is wrong with them.
 *
 * @module
 */

import * as z from "zod/mini";
import { misread } from "./misread.ts";
import { countWords } from "./numbers.ts";
import { ago, duration } from "./time.ts";

const webhook = z.object({
  id: z.string(),
  name: z.string(),
  url: z.string(),
  enabled: z.boolean(),
  events: z.array(z.string()),
  /** Issues it is for; empty or `null` means all. */
  jql: z.nullable(z.string()),
  excludeBody: z.boolean(),
  /** Whether Jira signs with a secret; `null` when Jira doesn't say. */
  signed: z.nullable(z.boolean()),
  /** When it ends unless it is renewed, in ms. */
  expiresAt: z.nullable(z.number()),
  problems: z.array(z.object({ code: z.string(), message: z.string() })),
});

const pace = z.object({
  /** When the last webhook came, in ms; `null` before the first. */
  lastAt: z.nullable(z.number()),
  /** Time that usually passes between two, in ms; `null` while too few are known. */
  usualGap: z.nullable(z.number()),
});

const answer = z.object({
  items: z.array(webhook),
  expected: z.object({ url: z.string(), needs_jql: z.catch(z.boolean(), false) }),
  pace: z.catch(z.nullable(pace), null),
});

/** A webhook as Jira has it registered. */
export type Webhook = z.infer<typeof webhook>;

/** How webhooks come. */
export type Pace = z.infer<typeof pace>;

/** All that call this service, or should. */
export interface Webhooks {
  readonly items: readonly Webhook[];
  /** Where they should call. */
  readonly expectedUrl: string;
  /** Whether Jira wants to be told for which issues. */
  readonly needsJql: boolean;
  /** `null` when the service does not say. */
  readonly pace: Pace | null;
}

/**
 * Reads the answer of `GET /api/webhooks`.
 *
 * @throws {TypeError} When it isn't one.
 */
export function readWebhooks(body: unknown): Webhooks {
  const read = answer.safeParse(body);
  if (!read.success) throw misread("webhooks", read.error);
  const { items, expected, pace } = read.data;
  return { items, expectedUrl: expected.url, needsJql: expected.needs_jql, pace };
}

/** How webhooks come, in one line: `Last one 3m ago; usually one every 4 min`. `now` in ms. */
export function paceWords({ lastAt, usualGap }: Pace, now: number): string {
  if (lastAt === null) return "None came yet";
  const last = `Last one ${ago(lastAt, now)}`;
  return usualGap === null ? last : `${last}; usually one every ${duration(usualGap)}`;
}

/** What a webhook does, in one line: `Enabled, signed, 57 events, all issues`. */
export function webhookWords({ enabled, signed, events, jql, excludeBody }: Webhook): string {
  const parts = [
    enabled ? "Enabled" : "Disabled",
    signed === null ? null : signed ? "signed" : "not signed",
    events.length === 1 ? "1 event" : `${countWords(events.length)} events`,
    jql === null || jql === "" ? "all issues" : `only ${jql}`,
    excludeBody ? "without bodies" : null,
  ];
  return parts.filter((part) => part !== null).join(", ");
}
