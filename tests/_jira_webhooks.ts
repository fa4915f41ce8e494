/**
 * The four ways in which Jiras register webhooks, kept in memory and asked over HTTP.
 *
 * @module
 */

import type { JiraAccess } from "../lib/jira/rest/access.ts";
import type { Webhooks } from "../lib/jira/rest/registration.ts";
import { type Asked, json, startJira } from "./_jira_server.ts";

type Body = Record<string, unknown>;

/** What one Jira keeps, by id, in the JSON it answers with. */
type Kept = Map<string, Body>;

/** How one Jira answers. */
interface Way {
  /** What `serverInfo` says. */
  readonly version: string;
  readonly path: string;
  /** What is kept of a body that was sent, in place of what was kept before. */
  keep(id: string, body: Body, before: Body): Body;
  /** The answer to a list. */
  list(all: readonly Body[]): unknown;
  /** The answer to a creation. */
  created(id: string, kept: Body): unknown;
}

const THIRTY_DAYS = 30 * 86_400_000;

const admin = (version: string): Way => ({
  version,
  path: "/rest/webhooks/1.0/webhook",
  keep: (id, { secret, ...body }, before) => ({
    enabled: true,
    ...before,
    ...body,
    self: `https://jira.example.com/rest/webhooks/1.0/webhook/${id}`,
    ...version.startsWith("9") ? {} : { isSigned: secret !== undefined },
  }),
  list: (all) => all,
  created: (_id, kept) => kept,
});

const WAYS: Readonly<Record<Webhooks["kind"], Way>> = {
  admin: admin("1001.0.0"),
  server: admin("9.12.0"),
  datacenter: {
    version: "10.3.5",
    path: "/rest/jira-webhook/1.0/webhooks",
    keep: (id, body, before) => ({ ...before, ...body, id: Number(id), scopeType: "global" }),
    list: (all) => all,
    created: (_id, kept) => kept,
  },
  app: {
    version: "1001.0.0",
    path: "/rest/api/2/webhook",
    keep: (id, { url, webhooks }) => ({
      ...(webhooks as Body[])[0],
      id: Number(id),
      url,
      expirationDate: THIRTY_DAYS,
    }),
    list: (values) => ({ values, isLast: true, startAt: 0, maxResults: 100, total: values.length }),
    created: (id) => ({ webhookRegistrationResult: [{ createdWebhookId: Number(id) }] }),
  },
};

/** Starts a Jira that registers webhooks in its own way. */
export function startWebhooks(kind: Webhooks["kind"]) {
  const way = WAYS[kind];
  const kept: Kept = new Map();
  const failed: Body[] = [];
  let made = 0;
  const server = startJira((asked: Asked) => {
    const { method, target, body } = asked;
    const path = target.split("?")[0]!;
    if (path.endsWith("/serverInfo")) {
      const deploymentType = kind === "admin" || kind === "app" ? "Cloud" : "Server";
      return json({ version: way.version, deploymentType });
    }
    if (path.endsWith("/oauth/token")) {
      return json({ access_token: "access", refresh_token: "next", expires_in: 3_600 });
    }
    if (path.endsWith("/failed")) return answerFailed(failed, asked);
    const [, id = null] = /\/(\d+)$/.exec(path) ?? [];
    const sent = (body ?? {}) as Body;
    if (method === "GET") return json(way.list([...kept.values()]));
    if (method === "POST") {
      const next = String(++made);
      kept.set(next, way.keep(next, sent, {}));
      return json(way.created(next, kept.get(next)!), { status: 201 });
    }
    if (path.endsWith("/refresh")) {
      const expirationDate = 2 * THIRTY_DAYS;
      for (const one of sent["webhookIds"] as number[]) {
        kept.set(String(one), { ...kept.get(String(one)), expirationDate });
      }
      return json({ expirationDate });
    }
    if (method === "PUT") {
      kept.set(id!, way.keep(id!, sent, kept.get(id!) ?? {}));
      return json(kept.get(id!));
    }
    for (const one of id === null ? sent["webhookIds"] as number[] : [id]) kept.delete(String(one));
    return new Response(null, { status: 204 });
  });
  return { ...server, kept, failed, path: way.path, access: accessOf(kind, server.url) };
}

/** Two a page, as Jira's pages of these are cut by time. */
function answerFailed(failed: readonly Body[], { target }: Asked): Response {
  if (failed.length === 0) {
    const errorMessages = ["Only Connect apps can use this operation."];
    return json({ errorMessages, errors: {} }, { status: 403 });
  }
  const after = Number(new URL(target, "http://x").searchParams.get("after"));
  const left = failed.filter((each) => Number(each["failureTime"]) > after);
  const values = left.slice(0, 2);
  return json({ values, maxResults: 2, ...left.length > 2 ? { next: "http://x/failed" } : {} });
}

function accessOf(kind: Webhooks["kind"], baseUrl: string): JiraAccess {
  switch (kind) {
    case "admin":
      return { kind: "api_token", baseUrl, email: "admin@example.com", token: "t0k3n" };
    case "app":
      return {
        kind: "oauth",
        cloudId: "11223344-a1b2-3b33-c444-def123456789",
        clientId: "client",
        clientSecret: "app-secret",
        refreshToken: "first",
      };
    case "datacenter":
    case "server":
      return { kind: "pat", baseUrl, token: "p4t" };
  }
}
