/**
 * Webhooks of Data Center from version 10 on. Its path is new, and so is its JSON: with that of
 * version 9 the JQL is silently ignored (https://jira.atlassian.com/browse/JRASERVER-78733).
 *
 * @module
 */

import { z } from "zod";
import { readObject } from "../read.ts";
import { type Ask, type JiraCall, readAnswer } from "./call.ts";
import type { Registration, WantedRegistration, Webhooks } from "./registration.ts";

const PATH = "/rest/jira-webhook/1.0/webhooks";

/** The only filter there is. */
const ISSUES = "issue-related-events-section";

/** Most that are read; Jira's own default is 25. */
const LIMIT = 1_000;

const Kept = z.object({
  id: z.union([z.number(), z.string()]).transform(String),
  name: z.string().nullish(),
  url: z.string(),
  events: z.array(z.string()).nullish(),
  configuration: z.record(z.string(), z.unknown()).nullish(),
  active: z.boolean().nullish(),
});

/** The way of Data Center 10 and later. */
export function dataCenterWebhooks(ask: Ask): Webhooks {
  return {
    kind: "datacenter",
    list: async ({ signal }) => {
      const query = { limit: String(LIMIT) };
      const call: JiraCall = { action: "list webhooks", method: "GET", path: PATH, query };
      return readAnswer(await ask(call, signal), { call, shape: z.array(Kept) }).map(
        registrationOf,
      );
    },
    create: async (wanted, { signal }) => {
      const body = bodyOf(wanted);
      const call: JiraCall = { action: "create a webhook", method: "POST", path: PATH, body };
      return readAnswer(await ask(call, signal), { call, shape: Kept }).id;
    },
    update: async (id, wanted, { signal }) => {
      const body = bodyOf(wanted);
      await ask({ action: "change a webhook", method: "PUT", path: pathOf(id), body }, signal);
      return id;
    },
    delete: async (id, { signal }) => {
      await ask({ action: "delete a webhook", method: "DELETE", path: pathOf(id) }, signal);
    },
    failed: () => Promise.resolve(null),
    refresh: () => Promise.resolve(null),
  };
}

function registrationOf(kept: z.output<typeof Kept>): Registration {
  const settings = kept.configuration ?? {};
  const secret = settings["secret"];
  return {
    id: kept.id,
    name: kept.name ?? null,
    url: kept.url,
    events: kept.events ?? [],
    jql: jqlIn(settings["FILTERS"]),
    isEnabled: kept.active !== false,
    hasBody: String(settings["EXCLUDE_BODY"] ?? "false") !== "true",
    // Whether a secret is shown is not documented; that none is does not say that there is none.
    isSigned: typeof secret === "string" && secret !== "" ? true : null,
    expiresAt: null,
  };
}

/** Filters are JSON within JSON; a bare text is taken for JQL. */
function jqlIn(filters: unknown): string {
  if (typeof filters !== "string") return "";
  try {
    const jql = readObject(JSON.parse(filters))?.[ISSUES];
    return typeof jql === "string" ? jql : "";
  } catch {
    return filters;
  }
}

function bodyOf({ name, url, events, jql, secret }: WantedRegistration) {
  return {
    name,
    url,
    events,
    configuration: {
      FILTERS: JSON.stringify({ [ISSUES]: jql }),
      EXCLUDE_BODY: "false",
      ...secret === null ? {} : { secret },
    },
    active: true,
    sslVerificationRequired: true,
  };
}

function pathOf(id: string): string {
  return `${PATH}/${encodeURIComponent(id)}`;
}
