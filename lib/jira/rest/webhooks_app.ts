/**
 * Webhooks of an OAuth app on Cloud. They know fewer events and a part of JQL, and Jira forgets them
 * after 30 days without a word.
 *
 * @module
 */

import { z } from "zod";
import { parseInstant } from "../instant.ts";
import { type Ask, type JiraCall, readAnswer } from "./call.ts";
import type { Registration, WantedRegistration, Webhooks } from "./registration.ts";
import { JiraError, type Stoppable } from "./types.ts";
import { listFailed } from "./webhooks_failed.ts";

const PATH = "/rest/api/2/webhook";

/** Jira's limit; an app has 100 webhooks at most. */
const PAGE = 100;

/** Pages beyond which something is wrong. */
const MAX_PAGES = 10;

/** Milliseconds by the documentation's words, a text by its example. */
const Instant = z.union([z.number(), z.string().transform(parseInstant)]);

const Page = z.object({
  values: z.array(z.object({
    id: z.number().int(),
    url: z.string().nullish(),
    events: z.array(z.string()),
    jqlFilter: z.string(),
    expirationDate: Instant.nullish(),
  })),
  isLast: z.boolean().nullish(),
});

type Kept = z.output<typeof Page>["values"][number];

const Created = z.object({
  webhookRegistrationResult: z.array(z.object({
    createdWebhookId: z.number().int().nullish(),
    errors: z.array(z.string()).nullish(),
  })).min(1),
});

const Refreshed = z.object({ expirationDate: Instant });

/** The way of an app. */
export function appWebhooks(ask: Ask): Webhooks {
  const create = (wanted: WantedRegistration, { signal }: Stoppable) =>
    createOne(ask, { wanted, signal });
  const remove = async (id: string, { signal }: Stoppable) => {
    const body = { webhookIds: [Number(id)] };
    await ask({ action: "delete a webhook", method: "DELETE", path: PATH, body }, signal);
  };
  return {
    kind: "app",
    list: ({ signal }) => list(ask, signal),
    create,
    update: async (id, wanted, options) => {
      // Nothing changes one: the new one comes first, so that no change is missed in between.
      const created = await create(wanted, options);
      await remove(id, options);
      return created;
    },
    delete: remove,
    failed: (since, { signal }) => listFailed(ask, { since, signal }),
    refresh: async (id, { signal }) => {
      const call: JiraCall = {
        action: "renew a webhook",
        method: "PUT",
        path: `${PATH}/refresh`,
        body: { webhookIds: [Number(id)] },
      };
      return readAnswer(await ask(call, signal), { call, shape: Refreshed }).expirationDate;
    },
  };
}

async function list(ask: Ask, signal: AbortSignal): Promise<readonly Registration[]> {
  const found: Registration[] = [];
  for (let page = 0; page < MAX_PAGES; page++) {
    const query = { startAt: String(found.length), maxResults: String(PAGE) };
    const call: JiraCall = { action: "list webhooks", method: "GET", path: PATH, query };
    const { values, isLast } = readAnswer(await ask(call, signal), { call, shape: Page });
    found.push(...values.map(registrationOf));
    if (isLast !== false || values.length === 0) return found;
  }
  throw new JiraError("malformed", `Cannot list webhooks: Jira gave ${MAX_PAGES} pages and no end`);
}

async function createOne(
  ask: Ask,
  { wanted, signal }: { readonly wanted: WantedRegistration; readonly signal: AbortSignal },
): Promise<string> {
  const { url, events, jql } = wanted;
  const call: JiraCall = {
    action: "create a webhook",
    method: "POST",
    path: PATH,
    body: { url, webhooks: [{ events, jqlFilter: jql }] },
  };
  const answer = readAnswer(await ask(call, signal), { call, shape: Created });
  const { createdWebhookId, errors } = answer.webhookRegistrationResult[0]!;
  if (createdWebhookId !== null && createdWebhookId !== undefined) return String(createdWebhookId);
  throw new JiraError(
    "refused",
    `Cannot ${call.action}: Jira said "${(errors ?? []).join("; ")}". Check --jql: of an app's ` +
      "webhook it knows project, issuetype, status, assignee and reporter, with =, !=, IN, NOT IN",
  );
}

function registrationOf({ id, url, events, jqlFilter, expirationDate }: Kept): Registration {
  return {
    id: String(id),
    name: null,
    url: url ?? "",
    events,
    jql: jqlFilter,
    isEnabled: true,
    hasBody: true,
    isSigned: null,
    expiresAt: expirationDate ?? null,
  };
}
