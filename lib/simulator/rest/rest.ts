/**
 * Jira's REST API over a simulated site: the reading side of what webhooks tell.
 *
 * @module
 */

import { Hono } from "hono";
import { type Clock, systemClock } from "../clock.ts";
import type { SimPerson } from "../model.ts";
import { createRandom, type Random } from "../random.ts";
import type { Site } from "../site.ts";
import { answer, answerUnknown, type Machine } from "./answer.ts";
import type { SimApp } from "./app_target.ts";
import { createAppTokens } from "./app_tokens.ts";
import type { Controls } from "./controls.ts";
import { createFaultPlan } from "./faults.ts";
import type { Credentials } from "./identity.ts";
import { createLimiter } from "./limits.ts";
import { createRegistry, type Registry } from "./registry.ts";
import { createRequestLog, type RequestLog } from "./request_log.ts";
import { endpointsOf, pathsOf } from "./routes.ts";
import { SearchIndex } from "./search_index.ts";

/** How to make the REST side of a site. */
export interface RestOptions {
  /** Decides lags and short pages. @default a fixed seed */
  readonly random?: Random;
  /** Whose token it is. @default the first person of the site */
  readonly account?: SimPerson;
  /** @default {@linkcode SIMULATED_CREDENTIALS} */
  readonly credentials?: Credentials;
  /** The app that registers webhooks for itself. @default an OAuth app */
  readonly app?: SimApp;
  /** Identity of a Cloud site. @default {@linkcode SIMULATED_CLOUD_ID} */
  readonly cloudId?: string;
  /** Which Data Center: they differ in how webhooks are registered. @default 10 */
  readonly release?: 9 | 10;
  /** Waits before slow answers. @default the machine's clock */
  readonly clock?: Clock;
}

/** The REST side of a site. */
export interface Rest {
  readonly site: Site;
  /** How it behaves from now on. */
  readonly controls: Controls;
  /** What it was asked. */
  readonly log: RequestLog;
  /** The webhooks that are registered, by REST or by the test itself. */
  readonly registry: Registry;
  /** Answers a request. */
  handle(request: Request): Promise<Response>;
}

/** What {@linkcode createRest} accepts unless told otherwise. */
export const SIMULATED_CREDENTIALS: Credentials = {
  email: "service@example.com",
  token: "token-of-the-simulated-jira",
  appToken: "token-of-the-simulated-app",
  refreshToken: "refresh-token-of-the-simulated-app",
};

/** The site that {@linkcode createRest} is of unless told otherwise. */
export const SIMULATED_CLOUD_ID = "0b6fd9c3-6a39-4c2c-8c1c-6f1b1a7d8e11";

/** The app that {@linkcode createRest} knows unless told otherwise. */
export const SIMULATED_APP: SimApp = {
  kind: "oauth",
  id: "simulated-app",
  secret: "client secret of the simulated app",
};

/**
 * Makes the REST side of a site. It answers below the path of the site's address; a Cloud site is also
 * its own gateway (`/ex/jira/{cloudId}`) and login (`/oauth/token`).
 */
export function createRest(site: Site, options: RestOptions = {}): Rest {
  const random = options.random ?? createRandom(1);
  const index = new SearchIndex(site, random);
  const controls = createControls(index);
  const { log, add } = createRequestLog();
  const app = options.app ?? SIMULATED_APP;
  const registry = createRegistry(site, app);
  const credentials = options.credentials ?? SIMULATED_CREDENTIALS;
  const tokens = createAppTokens({
    accessToken: credentials.appToken,
    refreshToken: credentials.refreshToken,
    now: site.now,
  });
  const release = options.release ?? 10;
  const account = options.account ?? site.people[0]!;
  const machine: Machine = {
    context: {
      ...{ site, index, controls, random, account, registry, app, release, tokens },
      cloudId: options.cloudId ?? SIMULATED_CLOUD_ID,
    },
    credentials,
    clock: options.clock ?? systemClock,
    limiter: createLimiter({ settings: controls, flavour: site.dialect.flavour, now: site.now }),
    record: add,
  };
  const server = createApp(machine);
  const handle = async (request: Request) => await server.fetch(request);
  return { site, controls, log, registry, handle };
}

function createControls(index: SearchIndex): Controls {
  return {
    token: "alive",
    administrator: true,
    get lag() {
      return index.lag;
    },
    set lag(lag) {
      index.lag = lag;
    },
    vanished: () => false,
    archived: () => false,
    shortPages: 0,
    repeatToken: false,
    burst: null,
    quota: null,
    faults: createFaultPlan(),
  };
}

function createApp(machine: Machine): Hono {
  const { site, release } = machine.context;
  const { base, flavour } = site.dialect;
  const app = new Hono().basePath(new URL(base).pathname);
  for (const endpoint of endpointsOf(flavour, release)) {
    const paths = pathsOf(endpoint, flavour);
    app.on(endpoint[0], paths, (c) => answer(machine, { c, endpoint }));
  }
  app.notFound((c) => answerUnknown(machine, c));
  return app;
}
