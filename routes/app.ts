/**
 * All surfaces of a service as one handler.
 *
 * @module
 */

import { type Context, Hono } from "hono";
import { clientAddress } from "../lib/access/address.ts";
import { bearerToken } from "../lib/access/tokens.ts";
import type { Grant } from "../lib/mirror/grant.ts";
import { type BodyReader, createBodyReader } from "../lib/inbox/intake/body_budget.ts";
import { foreignLetters } from "../lib/inbox/kept/foreign.ts";
import { createQuarantine } from "../lib/inbox/kept/quarantine.ts";
import { deadLetters } from "../lib/inbox/kept/replay_dead.ts";
import { quarantinedCalls } from "../lib/inbox/kept/replay_quarantine.ts";
import { addressOfBody } from "../lib/jira/address.ts";
import { readStatus } from "../lib/ops/status.ts";
import { lastRuns } from "../lib/sync/runs/runs.ts";
import type { Service } from "../lib/service.ts";
import { refuse, refuseFault } from "./answers.ts";
import { createAppDeliveries } from "./app_delivery.ts";
import { dashboardRoutes } from "./dashboard.ts";
import { feedRoutes } from "./feed.ts";
import { healthRoutes } from "./health.ts";
import { issueRoutes } from "./issues.ts";
import { createHints } from "./hint.ts";
import { deadLetterRoutes, foreignRoutes, quarantineRoutes } from "./kept.ts";
import { metricsRoutes } from "./metrics.ts";
import { syncRoutes } from "./sync.ts";
import { type IntakeAnswer, webhookRoutes } from "./webhook.ts";
import { webhooksRoutes } from "./webhooks.ts";

/** How long an answer waits for its delivery where work after it can't be relied on, ms. */
const SETTLE_FOR = 500;

/** What serving adds to the service. */
export interface AppOptions {
  readonly version: string;
  /** Where browsers and Jira reach the service. */
  readonly publicUrl: () => string;
  /** Folder of the built dashboard. */
  readonly assets: URL;
  /** How long a webhook's body may take to arrive, ms; as long as Jira waits unless given. */
  readonly bodyDeadline?: number;
}

/** Makes the handler of all requests; give it the `Deno.ServeHandlerInfo` as its bindings. */
export function createApp(service: Service, options: AppOptions): Hono {
  // An address typed with a slash at its end is the same address: a 404 would lose the delivery.
  const app = new Hono({ strict: false });
  const { log } = service;
  app.onError((cause, c) => refuseFault(c, { cause, log, stopping: !service.isReady() }));
  app.notFound((c) => {
    const { method, path } = c.req;
    // What is there for one method is not for every other.
    const asked = method === "GET" ? "" : ` for ${method}`;
    const message = `There is nothing at ${path.slice(0, 200)}${asked}.`;
    return refuse(c, { status: 404, code: "not_found", message });
  });
  for (const routes of surfaces(service, options)) app.route("/", routes);
  return app;
}

function surfaces(service: Service, options: AppOptions): readonly Hono[] {
  const { store, site, log, inbox, sync, mirror } = service;
  const { publicUrl } = options;
  const addressOf = (c: Context) => addressOfCaller(service, c);
  const authorise = (c: Context) => authoriseCaller(service, c);
  const counts = countAnswers();
  const bodies = createBodyReader(options.bodyDeadline);
  const status = (c: Context) =>
    readStatus({
      store,
      site,
      version: options.version,
      startedAt: service.startedAt,
      now: service.now,
      queue: service.bell.kind,
      intake: counts.read,
      clients: () => service.feed.hub.stats().connections,
      webhookUrl: () => `${originOf(service, { c, publicUrl })}/webhook/jira`,
      jiraUrl: service.settings.jiraBaseUrl,
      completeness: service.completeness,
    });
  const metrics = async (c: Context) => ({
    status: await status(c),
    report: await service.report({ limit: 1 }),
    last: await lastRuns({ store, site }),
  });
  const kept = { log, authorise, hasRoom: inbox.hasRoom };
  const { overflow, look } = inbox;
  return [
    intakeRoutes(service, { addressOf, count: counts.count, bodies }),
    issueRoutes({ store, site, mirror, authorise }),
    healthRoutes({ authorise, isReady: service.isReady, probe: store.check, status }),
    syncRoutes({ ...service, authorise }),
    deadLetterRoutes({ ...kept, shelf: deadLetters({ ...service, overflow, look }) }),
    quarantineRoutes({ ...kept, shelf: quarantinedCalls(service) }),
    foreignRoutes({ authorise, shelf: foreignLetters({ store, site }) }),
    webhooksRoutes({
      registrar: sync?.registrar ?? null,
      pace: () => sync?.silence.report() ?? Promise.resolve(null),
      hasAccess: sync !== null,
      authorise,
    }),
    metricsRoutes({ authorise, read: metrics }),
    feedRoutes({ feed: service.feed, defaultSite: site, publicUrl, addressOf, authorise }),
    dashboardRoutes({ assets: options.assets }),
  ];
}

function intakeRoutes(
  service: Service,
  caller: {
    readonly addressOf: (c: Context) => string;
    readonly count: (answer: IntakeAnswer) => void;
    readonly bodies: BodyReader;
  },
): Hono {
  const { store, now, newId, inbox, settings, sync, home } = service;
  const heard = () => sync?.silence.heard();
  return webhookRoutes({
    ...caller,
    log: service.log,
    secretsOf: (site) => site === service.site ? service.credentials.secrets : null,
    defaultSite: service.site,
    intake: service.intake,
    quarantine: createQuarantine({ store, now, log: service.log }),
    limiter: service.limiter,
    now,
    newId,
    settle: settings.onDeploy ? (id) => inbox.settled(id, SETTLE_FOR) : () => Promise.resolve(),
    hasRoom: inbox.hasRoom,
    // What another Jira delivers says nothing of whether this one does.
    heard: (body) => void (home.isOurs(addressOfBody(body)) && heard()),
    hints: settings.unsigned === "refuse" || sync === null ? null : createHints({
      now,
      ask: sync.hint,
      count: caller.count,
    }),
    app: settings.jira?.kind !== "oauth" || sync === null ? null : createAppDeliveries({
      secret: settings.jira.clientSecret,
      now,
      heard,
      owns: sync.ownsWebhooks,
      ask: sync.hint,
      count: caller.count,
    }),
  });
}

function countAnswers() {
  const counts: Record<IntakeAnswer, number> = {
    accepted: 0,
    duplicate: 0,
    checked: 0,
    hinted: 0,
    refused: 0,
    unreadable: 0,
    busy: 0,
  };
  return { count: (answer: IntakeAnswer) => void counts[answer]++, read: () => ({ ...counts }) };
}

/** A platform knows the service by a name of its own: that by which the caller has reached it. */
function originOf(
  { settings }: Service,
  { c, publicUrl }: { readonly c: Context; readonly publicUrl: () => string },
): string {
  if (settings.publicUrl !== null || !settings.onDeploy) return publicUrl();
  return `https://${new URL(c.req.url).host}`;
}

function addressOfCaller(service: Service, c: Context): string {
  const info = c.env as Partial<Deno.ServeHandlerInfo<Deno.NetAddr>> | undefined;
  const peer = info?.remoteAddr?.hostname ?? "unknown";
  return clientAddress({ headers: c.req.raw.headers, peer }, service.settings.trustedProxies);
}

function authoriseCaller(service: Service, c: Context): Grant | Response {
  const token = bearerToken(c.req.raw.headers);
  const grant = token === null ? null : service.authenticate(token);
  if (grant !== null) return grant;
  const address = addressOfCaller(service, c);
  const wait = service.limiter.blockedFor(address);
  service.limiter.fail(address);
  if (wait > 0) {
    return refuse(c, {
      status: 429,
      code: "too_many_failures",
      message: "Too many calls from this address had no valid token. Please wait.",
      retryAfter: wait,
    });
  }
  return refuse(c, {
    status: 401,
    code: token === null ? "no_token" : "bad_token",
    message: token === null
      ? "This needs a token: send it as Authorization: Bearer <token>."
      : "This token is not valid here: it was revoked, or belongs to another service.",
  });
}
