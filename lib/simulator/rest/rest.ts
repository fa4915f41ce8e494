/**
 * Jira's REST API over a simulated site: the reading side of what webhooks tell.
 *
 * @module
 */

import { type Context, Hono } from "hono";
import { type Clock, systemClock } from "../clock.ts";
import type { SimPerson } from "../model.ts";
import { createRandom, type Random } from "../random.ts";
import type { Site } from "../site.ts";
import { errorBody, Refusal, type Reply, type RestContext } from "./call.ts";
import type { Controls } from "./controls.ts";
import { createFaultPlan, spoil } from "./faults.ts";
import { type Caller, type Credentials, identify } from "./identity.ts";
import { createRequestLog, type RequestLog } from "./request_log.ts";
import { type Endpoint, endpointsOf, versionsOf } from "./routes.ts";
import { SearchIndex } from "./search_index.ts";

/** How to make the REST side of a site. */
export interface RestOptions {
  /** Decides lags and short pages. @default a fixed seed */
  readonly random?: Random;
  /** Whose token it is. @default the first person of the site */
  readonly account?: SimPerson;
  /** @default {@linkcode SIMULATED_CREDENTIALS} */
  readonly credentials?: Credentials;
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
  /** Answers a request. */
  handle(request: Request): Promise<Response>;
}

/** What {@linkcode createRest} accepts unless told otherwise. */
export const SIMULATED_CREDENTIALS: Credentials = {
  email: "service@example.com",
  token: "token-of-the-simulated-jira",
};

interface Machine {
  readonly context: RestContext;
  readonly credentials: Credentials;
  readonly clock: Clock;
  readonly record: (
    entry: { request: Request; endpoint: string; status: number; read: number },
  ) => void;
}

/** Makes the REST side of a site. It answers at the paths below the site's address. */
export function createRest(site: Site, options: RestOptions = {}): Rest {
  const random = options.random ?? createRandom(1);
  const index = new SearchIndex(site, random);
  const controls = createControls(index);
  const { log, add } = createRequestLog();
  const machine: Machine = {
    context: { site, index, controls, random, account: options.account ?? site.people[0]! },
    credentials: options.credentials ?? SIMULATED_CREDENTIALS,
    clock: options.clock ?? systemClock,
    record: ({ request, endpoint, status, read }) =>
      add({
        method: request.method,
        path: new URL(request.url).pathname,
        endpoint,
        status,
        points: 1 + read,
        at: site.now(),
      }),
  };
  const app = createApp(machine);
  return { site, controls, log, handle: async (request) => await app.fetch(request) };
}

function createControls(index: SearchIndex): Controls {
  return {
    token: "alive",
    get lag() {
      return index.lag;
    },
    set lag(lag) {
      index.lag = lag;
    },
    vanished: () => false,
    shortPages: 0,
    repeatToken: false,
    faults: createFaultPlan(),
  };
}

function createApp(machine: Machine): Hono {
  const { site } = machine.context;
  const { base, flavour } = site.dialect;
  const app = new Hono().basePath(new URL(base).pathname);
  for (const endpoint of endpointsOf(flavour)) {
    const [method, path] = endpoint;
    const pattern = `/rest/api/:version{${versionsOf(flavour)}}/${path}`;
    app.on(method, pattern, (c) => answer(machine, { c, endpoint }));
  }
  app.notFound((c) => {
    const { method, path } = c.req;
    machine.record({ request: c.req.raw, endpoint: `${method} ${path}`, status: 404, read: 0 });
    return finish(machine, deadLink());
  });
  return app;
}

async function answer(
  machine: Machine,
  options: { c: Context; endpoint: Endpoint },
): Promise<Response> {
  const { c, endpoint: [method, path, route] } = options;
  const { controls } = machine.context;
  const endpoint = `${method} ${path}`;
  const request = c.req.raw;
  const body = await bodyIn(request);
  const caller = callerOf(machine, request);
  let read = 0;
  function right(): Response {
    const reply = caller.kind === "refused" ? UNAUTHENTICATED : replyTo(() =>
      route({
        context: machine.context,
        version: c.req.param("version")!,
        query: new URL(request.url).searchParams,
        params: c.req.param(),
        body,
        anonymous: caller.kind === "nobody",
      })
    );
    read = reply.read ?? 0;
    return Response.json(reply.body, { status: reply.status, headers: { ...reply.headers } });
  }
  const fault = controls.faults.take(endpoint);
  const response = fault === null
    ? right()
    : await spoil(fault, { right, clock: machine.clock, signal: request.signal });
  machine.record({ request, endpoint, status: response.status, read });
  return finish(machine, response, caller);
}

const UNAUTHENTICATED: Reply = {
  status: 401,
  body: errorBody("Client must be authenticated to access this resource."),
  headers: { "WWW-Authenticate": 'OAuth realm="https%3A%2F%2Fjira.example.com"' },
};

function callerOf({ context, credentials }: Machine, request: Request): Caller {
  return identify(request.headers.get("Authorization"), {
    credentials,
    flavour: context.site.dialect.flavour,
    token: context.controls.token,
  });
}

function replyTo(route: () => Reply): Reply {
  try {
    return route();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { status: error.status, body: errorBody(error.message) };
  }
}

async function bodyIn(request: Request): Promise<unknown> {
  const text = await request.text();
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function deadLink(): Response {
  const page = "<html><head><title>Oops, you&#39;ve found a dead link.</title></head></html>";
  return new Response(page, {
    status: 404,
    headers: { "Content-Type": "text/html;charset=UTF-8" },
  });
}

/** What every answer carries: Jira's time, and why the caller is nobody. */
function finish({ context }: Machine, response: Response, caller?: Caller): Response {
  response.headers.set("Date", new Date(context.site.now()).toUTCString());
  if (caller?.kind === "nobody" && caller.reason !== null) {
    response.headers.set("X-Seraph-LoginReason", caller.reason);
  }
  return response;
}
