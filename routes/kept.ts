/**
 * What is kept until somebody decides: dead letters and calls in quarantine, to be looked at, replayed
 * and discarded. An order is carried out part by part, each answered with what is left, so that
 * whoever gave it sees how far it is and may stop.
 *
 * @module
 */

import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { choose, countKept, getKept, listKept, type Shelf } from "../lib/inbox/kept/kept.ts";
import type { DeadLetter, Quarantined } from "../lib/inbox/types.ts";
import { type Grant, permitsAll } from "../lib/mirror/grant.ts";
import type { Log } from "../lib/ops/log.ts";
import { type Found, StoreError } from "../lib/store/types.ts";
import { BACKLOG_FULL, type Refusal, refuse } from "./answers.ts";
import { isKeptId, type Order, readOrder, readPage } from "./kept_params.ts";

/** Characters of a body shown with its entry; `/body` gives all of it. */
const BODY_SHOWN = 256 * 1024;

/** Bytes of an order: 500 ids take some 15 KB. */
const LONGEST_ORDER = 64 * 1024;

/** Whoever replays is told so while the backlog is full. */
const CROWDED: Refusal = {
  ...BACKLOG_FULL,
  message: "Cannot replay now: too much is waiting to be applied already. Try again in a minute.",
};

/** What the routes of one kind need. */
export interface KeptDeps<T> {
  readonly shelf: Shelf<T>;
  readonly log: Log;
  /** Whether the backlog leaves room for more. */
  readonly hasRoom: () => boolean;
  /** The caller's grant, or the answer that refuses them. */
  readonly authorise: (c: Context) => Grant | Response;
}

/** How one kind is told of. */
interface Kind<T> {
  readonly path: string;
  /** In messages: what one of them is. */
  readonly thing: string;
  readonly json: (value: T) => Readonly<Record<string, unknown>>;
}

/** Mounts `/api/dead-letters`. */
export function deadLetterRoutes(deps: KeptDeps<DeadLetter>): Hono {
  return keptRoutes(deps, {
    path: "/api/dead-letters",
    thing: "dead letter",
    json: ({ id, receivedAt, diedAt, about, event, attempts, reason, bytes }) => ({
      id,
      receivedAt,
      diedAt,
      ...about,
      event,
      attempts,
      reason,
      bytes,
    }),
  });
}

/** Mounts `/api/quarantine`. */
export function quarantineRoutes(deps: KeptDeps<Quarantined>): Hono {
  return keptRoutes(deps, {
    path: "/api/quarantine",
    thing: "call in quarantine",
    // What can't be read tells neither issue nor event.
    json: ({ id, receivedAt, attempts, code, message, bytes }) => ({
      id,
      receivedAt,
      issue: null,
      project: null,
      event: null,
      attempts,
      code,
      reason: message,
      bytes,
    }),
  });
}

function keptRoutes<T>(deps: KeptDeps<T>, kind: Kind<T>): Hono {
  const app = new Hono();
  const { path } = kind;
  const bounded = bodyLimit({
    maxSize: LONGEST_ORDER,
    onError: (c) =>
      refuse(c, {
        status: 413,
        code: "too_large",
        message: `Cannot read the order: it is longer than ${LONGEST_ORDER} bytes.`,
      }),
  });
  app.use(`${path}/*`, async (c, next) => {
    const refusal = refuseCaller(deps, c);
    if (refusal !== null) return refusal;
    // Nothing in between is to keep what only this caller may see.
    c.header("Cache-Control", "no-store");
    return await next();
  });
  app.get(path, (c) => page(deps, { c, kind }));
  app.post(`${path}/replay`, bounded, (c) => replay(deps, { c, kind }));
  app.post(`${path}/discard`, bounded, (c) => discard(deps, { c, kind }));
  app.get(`${path}/:id`, (c) => one(deps, { c, kind }));
  app.get(`${path}/:id/body`, (c) => rawBody(deps, { c, kind }));
  return app;
}

interface Call<T> {
  readonly c: Context;
  readonly kind: Kind<T>;
}

/** Bodies tell everything of an issue, whoever may see it. */
function refuseCaller<T>({ authorise }: KeptDeps<T>, c: Context): Response | null {
  const grant = authorise(c);
  if (grant instanceof Response) return grant;
  return permitsAll(grant) ? null : refuse(c, {
    status: 403,
    code: "forbidden",
    message: "This needs a token that may see everything, as the bodies of webhooks do.",
  });
}

async function page<T>({ shelf }: KeptDeps<T>, { c, kind }: Call<T>): Promise<Response> {
  const params = readPage(c.req.queries());
  if (!params.ok) return refuseParams(c, `Cannot list: ${params.message}.`);
  const { items, next } = await listKept(shelf, params.query);
  return c.json({ items: items.map(kind.json), next });
}

async function find<T>(
  { shelf }: KeptDeps<T>,
  { c, kind }: Call<T>,
): Promise<Found<T> | Response> {
  const id = c.req.param("id") ?? "";
  const found = isKeptId(id) ? await getKept(shelf, id) : null;
  if (found !== null) return found;
  return refuse(c, {
    status: 404,
    code: "not_found",
    message: `Cannot show ${JSON.stringify(id.slice(0, 64))}: there is no such ${kind.thing}; ` +
      "it may have been replayed or discarded.",
  });
}

async function one<T>(deps: KeptDeps<T>, call: Call<T>): Promise<Response> {
  const found = await find(deps, call);
  if (found instanceof Response) return found;
  const item = call.kind.json(found.value);
  const raw = await readRaw(deps, found);
  if (typeof raw === "string") return call.c.json({ ...item, body: null, bodyProblem: raw });
  const { text, encoding } = textOf(raw);
  return call.c.json({
    ...item,
    body: text.slice(0, BODY_SHOWN),
    encoding,
    isWhole: text.length <= BODY_SHOWN,
  });
}

async function rawBody<T>(deps: KeptDeps<T>, call: Call<T>): Promise<Response> {
  const found = await find(deps, call);
  if (found instanceof Response) return found;
  const raw = await readRaw(deps, found);
  if (typeof raw === "string") {
    return refuse(call.c, { status: 404, code: "damaged", message: `${raw}.` });
  }
  // As a file, whatever it holds: a page of somebody else's must not run here.
  return call.c.body(raw.slice(), 200, {
    "Content-Type": "application/octet-stream",
    "Content-Disposition": `attachment; filename="${call.c.req.param("id")}.txt"`,
    "X-Content-Type-Options": "nosniff",
  });
}

/** The body, or why there is none any more. */
async function readRaw<T>(
  { shelf }: KeptDeps<T>,
  { value }: Found<T>,
): Promise<Uint8Array | string> {
  try {
    return await shelf.bodyOf(value);
  } catch (cause) {
    if (cause instanceof StoreError && cause.code === "damaged") return cause.message;
    throw cause;
  }
}

function textOf(raw: Uint8Array): { readonly text: string; readonly encoding: string } {
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(raw), encoding: "utf-8" };
  } catch {
    return { text: raw.toBase64(), encoding: "base64" };
  }
}

async function replay<T>(deps: KeptDeps<T>, call: Call<T>): Promise<Response> {
  const { shelf, log } = deps;
  const { c, kind } = call;
  return await carryOut(deps, {
    ...call,
    act: async (order) => {
      if (!deps.hasRoom()) return refuse(c, CROWDED);
      const { found, missing, remaining, next } = await choose(shelf, order);
      const { gone, ...done } = await shelf.replay(found);
      log(`Replayed ${done.replayed} of ${found.length} at ${kind.path}, as asked`);
      return c.json({ ...done, gone: gone + missing, remaining, next });
    },
  });
}

async function discard<T>(deps: KeptDeps<T>, call: Call<T>): Promise<Response> {
  const { shelf, log } = deps;
  const { c, kind } = call;
  return await carryOut(deps, {
    ...call,
    act: async (order) => {
      const { found, missing, remaining, next } = await choose(shelf, order);
      const { taken, gone } = await shelf.discard(found);
      log(`Discarded ${taken} of ${found.length} at ${kind.path}, as asked`);
      return c.json({ discarded: taken, gone: gone + missing, remaining, next });
    },
  });
}

async function carryOut<T>(
  { shelf }: KeptDeps<T>,
  { c, kind, act }: Call<T> & { readonly act: (order: Order) => Promise<Response> },
): Promise<Response> {
  const order = readOrder(await c.req.text());
  if (!order.ok) return refuseParams(c, `Cannot choose a ${kind.thing}: ${order.message}.`);
  const { selection, part, isDryRun } = order.query;
  if (!isDryRun) return await act(order.query);
  return c.json({
    dryRun: true,
    remaining: await countKept(shelf, { selection, after: part.after }),
  });
}

function refuseParams(c: Context, message: string): Response {
  return refuse(c, { status: 400, code: "bad_parameter", message });
}
