/**
 * What is kept, looked at: a list in pages, and one thing with its body.
 *
 * @module
 */

import { type Context, Hono } from "hono";
import { getKept, listKept, type Showcase } from "../lib/inbox/kept/kept.ts";
import { type Grant, permitsAll } from "../lib/mirror/grant.ts";
import { type Found, StoreError } from "../lib/store/types.ts";
import { refuse } from "./answers.ts";
import { isKeptId, readPage } from "./kept_params.ts";

/** Characters of a body shown with its entry; `/body` gives all of it. */
const BODY_SHOWN = 256 * 1024;

/** What looking at one kind needs. */
export interface ShownDeps<T> {
  readonly shelf: Showcase<T>;
  /** The caller's grant, or the answer that refuses them. */
  readonly authorise: (c: Context) => Grant | Response;
}

/** How one kind is told of. */
export interface Kind<T> {
  readonly path: string;
  /** In messages: what one of them is. */
  readonly thing: string;
  /** In messages: what may have become of one that is not there. */
  readonly fate: string;
  readonly json: (value: T) => Readonly<Record<string, unknown>>;
}

/** A call about one kind. */
export interface Call<T> {
  readonly c: Context;
  readonly kind: Kind<T>;
}

/** Mounts the list of a kind, and its things. */
export function shownRoutes<T>(deps: ShownDeps<T>, kind: Kind<T>): Hono {
  const app = new Hono();
  const { path } = kind;
  app.use(`${path}/*`, async (c, next) => {
    const refusal = refuseCaller(deps, c);
    if (refusal !== null) return refusal;
    // Nothing in between is to keep what only this caller may see.
    c.header("Cache-Control", "no-store");
    return await next();
  });
  app.get(path, (c) => page(deps, { c, kind }));
  app.get(`${path}/:id`, (c) => one(deps, { c, kind }));
  app.get(`${path}/:id/body`, (c) => rawBody(deps, { c, kind }));
  return app;
}

/** Refuses parameters, in words. */
export function refuseParams(c: Context, message: string): Response {
  return refuse(c, { status: 400, code: "bad_parameter", message });
}

/** Bodies tell everything of an issue, whoever may see it. */
function refuseCaller<T>({ authorise }: ShownDeps<T>, c: Context): Response | null {
  const grant = authorise(c);
  if (grant instanceof Response) return grant;
  return permitsAll(grant) ? null : refuse(c, {
    status: 403,
    code: "forbidden",
    message: "This needs a token that may see everything, as the bodies of webhooks do.",
  });
}

async function page<T>({ shelf }: ShownDeps<T>, { c, kind }: Call<T>): Promise<Response> {
  const params = readPage(c.req.queries());
  if (!params.ok) return refuseParams(c, `Cannot list: ${params.message}.`);
  const { items, next } = await listKept(shelf, params.query);
  return c.json({ items: items.map(kind.json), next });
}

async function find<T>(
  { shelf }: ShownDeps<T>,
  { c, kind }: Call<T>,
): Promise<Found<T> | Response> {
  const id = c.req.param("id") ?? "";
  const found = isKeptId(id) ? await getKept(shelf, id) : null;
  if (found !== null) return found;
  return refuse(c, {
    status: 404,
    code: "not_found",
    message: `Cannot show ${JSON.stringify(id.slice(0, 64))}: there is no such ${kind.thing}; ` +
      `it may have ${kind.fate}.`,
  });
}

async function one<T>(deps: ShownDeps<T>, call: Call<T>): Promise<Response> {
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

async function rawBody<T>(deps: ShownDeps<T>, call: Call<T>): Promise<Response> {
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
  { shelf }: ShownDeps<T>,
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
