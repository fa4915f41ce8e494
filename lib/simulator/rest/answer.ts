/**
 * The way of one request: what went wrong on purpose, who calls, limits, the route, the log.
 *
 * @module
 */

import type { Context } from "hono";
import type { Clock } from "../clock.ts";
import type { Flavour } from "../model.ts";
import type { Call, RestContext } from "./call.ts";
import { spoil } from "./faults.ts";
import { type Caller, type Credentials, identify } from "./identity.ts";
import type { Limiter } from "./limits.ts";
import { errorBody, Refusal, type Reply } from "./reply.ts";
import type { LoggedRequest } from "./request_log.ts";
import type { Endpoint } from "./routes.ts";

/** What answering needs. */
export interface Machine {
  readonly context: RestContext;
  readonly credentials: Credentials;
  readonly clock: Clock;
  readonly limiter: Limiter;
  readonly record: (request: LoggedRequest) => void;
}

const UNAUTHENTICATED: Reply = {
  status: 401,
  body: errorBody("Client must be authenticated to access this resource."),
  headers: { "WWW-Authenticate": 'OAuth realm="https%3A%2F%2Fjira.example.com"' },
};

/** Answers a request to a known endpoint. */
export async function answer(
  machine: Machine,
  options: { c: Context; endpoint: Endpoint },
): Promise<Response> {
  const { c, endpoint: [method, path, route] } = options;
  const endpoint = `${method} ${path}`;
  const caller = callerOf(machine, c.req.raw);
  const call = await callOf(machine, { c, caller });
  let read = 0;
  function right(): Response {
    const act = () => caller.kind === "refused" ? UNAUTHENTICATED : refusable(() => route(call));
    const reply = limited(machine, { method, endpoint, act });
    read = reply.read ?? 0;
    return written(reply);
  }
  const fault = machine.context.controls.faults.take(endpoint);
  const response = fault === null
    ? right()
    : await spoil(fault, { right, clock: machine.clock, signal: c.req.raw.signal });
  return finish(machine, response, { c, endpoint, read, caller });
}

/** Answers a request to anything else, with the web page Jira has for that. */
export function answerUnknown(machine: Machine, c: Context): Response {
  const page = "<html><head><title>Oops, you&#39;ve found a dead link.</title></head></html>";
  const headers = { "Content-Type": "text/html;charset=UTF-8" };
  const endpoint = `${c.req.method} ${c.req.path}`;
  return finish(machine, new Response(page, { status: 404, headers }), { c, endpoint, read: 0 });
}

function callerOf({ context, credentials }: Machine, request: Request): Caller {
  return identify(request.headers.get("Authorization"), {
    credentials,
    tokens: context.tokens,
    flavour: context.site.dialect.flavour,
    token: context.controls.token,
  });
}

async function callOf(
  { context }: Machine,
  { c, caller }: { c: Context; caller: Caller },
): Promise<Call> {
  return {
    context,
    version: c.req.param("version") ?? "2",
    query: new URL(c.req.url).searchParams,
    params: c.req.param(),
    body: await bodyIn(c.req.raw),
    anonymous: caller.kind === "nobody",
    app: caller.kind === "app",
  };
}

async function bodyIn(request: Request): Promise<unknown> {
  const text = await request.text();
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function limited(
  { limiter }: Machine,
  options: { method: string; endpoint: string; act: () => Reply },
): Reply {
  const { method, endpoint, act } = options;
  const refused = limiter.admit(method, endpoint);
  if (refused !== null) return refused;
  const reply = act();
  limiter.spend(1 + (reply.read ?? 0));
  return { ...reply, headers: { ...limiter.headers(method, endpoint), ...reply.headers } };
}

function refusable(route: () => Reply): Reply {
  try {
    return route();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { status: error.status, body: errorBody(error.message) };
  }
}

function written({ status, body, headers = {} }: Reply): Response {
  return body === undefined
    ? new Response(null, { status, headers })
    : Response.json(body, { status, headers });
}

/** Cloud says only what went wrong, Data Center also that all is well. */
function loginReason(caller: Caller | undefined, flavour: Flavour): string | null {
  if (caller?.kind === "nobody") return caller.reason;
  return caller?.kind === "account" && flavour === "datacenter" ? "OK" : null;
}

/** Logs the answer, and adds what every answer carries. */
function finish(
  { context, record }: Machine,
  response: Response,
  call: { c: Context; endpoint: string; read: number; caller?: Caller },
): Response {
  const { c, endpoint, read, caller } = call;
  const at = context.site.now();
  const { method, path } = c.req;
  record({ method, path, endpoint, status: response.status, points: 1 + read, at });
  response.headers.set("Date", new Date(at).toUTCString());
  const reason = loginReason(caller, context.site.dialect.flavour);
  if (reason !== null) response.headers.set("X-Seraph-LoginReason", reason);
  return response;
}
