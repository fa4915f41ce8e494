/**
 * What is kept until somebody decides: dead letters and calls in quarantine, to be looked at, replayed
 * and discarded; and deliveries of another Jira, to be looked at. An order is carried out part by
 * part, each answered with what was done, so that whoever gave it sees how far it is and may stop.
 *
 * @module
 */

import type { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { choose, countKept, type Shelf } from "../lib/inbox/kept/kept.ts";
import type { DeadLetter, ForeignLetter, Quarantined } from "../lib/inbox/types.ts";
import type { Log } from "../lib/ops/log.ts";
import { BACKLOG_FULL, type Refusal, refuse } from "./answers.ts";
import { type Order, readOrder } from "./kept_params.ts";
import { type Call, type Kind, refuseParams, type ShownDeps, shownRoutes } from "./kept_shown.ts";

/** Bytes of an order: 500 ids take some 15 KB. */
const LONGEST_ORDER = 64 * 1024;

/** Whoever replays is told so while the backlog is full. */
const CROWDED: Refusal = {
  ...BACKLOG_FULL,
  message: "Cannot replay now: too much is waiting to be applied already. Try again in a minute.",
};

/** What the routes of one kind need. */
export interface KeptDeps<T> extends ShownDeps<T> {
  readonly shelf: Shelf<T>;
  readonly log: Log;
  /** Whether the backlog leaves room for more. */
  readonly hasRoom: () => boolean;
}

/** Mounts `/api/dead-letters`. */
export function deadLetterRoutes(deps: KeptDeps<DeadLetter>): Hono {
  return keptRoutes(deps, {
    path: "/api/dead-letters",
    thing: "dead letter",
    fate: "been replayed or discarded",
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
    fate: "been replayed or discarded",
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

/** Mounts `/api/foreign`. What becomes of them is said by `POST /api/sync/accept`. */
export function foreignRoutes(deps: ShownDeps<ForeignLetter>): Hono {
  return shownRoutes(deps, {
    path: "/api/foreign",
    thing: "delivery of another Jira",
    fate: "been applied, or have become too old to be kept",
    json: ({ id, receivedAt, event, attempts, address, bytes }) => ({
      id,
      receivedAt,
      issue: null,
      project: null,
      event,
      attempts,
      address,
      reason: address === null
        ? "Its body names no Jira, and it came while another one was asked"
        : `Its body names ${address} as its Jira`,
      bytes,
    }),
  });
}

function keptRoutes<T>(deps: KeptDeps<T>, kind: Kind<T>): Hono {
  const app = shownRoutes(deps, kind);
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
  app.post(`${path}/replay`, bounded, (c) => replay(deps, { c, kind }));
  app.post(`${path}/discard`, bounded, (c) => discard(deps, { c, kind }));
  return app;
}

async function replay<T>(deps: KeptDeps<T>, call: Call<T>): Promise<Response> {
  const { shelf, log } = deps;
  const { c, kind } = call;
  return await carryOut(deps, {
    ...call,
    act: async (order) => {
      if (!deps.hasRoom()) return refuse(c, CROWDED);
      const { found, missing, next } = await choose(shelf, order);
      const { gone, ...done } = await shelf.replay(found);
      log(`Replayed ${done.replayed} of ${found.length} at ${kind.path}, as asked`);
      return c.json({ ...done, gone: gone + missing, next });
    },
  });
}

async function discard<T>(deps: KeptDeps<T>, call: Call<T>): Promise<Response> {
  const { shelf, log } = deps;
  const { c, kind } = call;
  return await carryOut(deps, {
    ...call,
    act: async (order) => {
      const { found, missing, next } = await choose(shelf, order);
      const { taken, gone } = await shelf.discard(found);
      log(`Discarded ${taken} of ${found.length} at ${kind.path}, as asked`);
      return c.json({ discarded: taken, gone: gone + missing, next });
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
