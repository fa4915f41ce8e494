/**
 * Reads `GET /api/webhooks`: the webhooks as Jira has them registered, and what is wrong with them.
 *
 * @module
 */

import * as z from "zod/mini";
import { countWords } from "./numbers.ts";

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

const answer = z.object({
  items: z.array(webhook),
  expected: z.object({ url: z.string() }),
});

/** A webhook as Jira has it registered. */
export type Webhook = z.infer<typeof webhook>;

/** All that call this service, or should. */
export interface Webhooks {
  readonly items: readonly Webhook[];
  /** Where they should call. */
  readonly expectedUrl: string;
}

/**
 * Reads the answer of `GET /api/webhooks`.
 *
 * @throws {TypeError} When it isn't one.
 */
export function readWebhooks(body: unknown): Webhooks {
  const read = answer.safeParse(body);
  if (read.success) return { items: read.data.items, expectedUrl: read.data.expected.url };
  const [issue] = read.error.issues;
  throw new TypeError(
    `Cannot read what the service tells of webhooks: ${
      issue?.path.join(".")
    } is not as this page ` +
      "knows it. Reload the page",
  );
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
