/**
 * The feed's routes: `GET /ws` and `GET /api/events`.
 *
 * @module
 */

import { type Context, Hono } from "hono";
import { answerEvents } from "../lib/feed/http.ts";
import { readRequest } from "../lib/feed/http_request.ts";
import type { Feed } from "../lib/feed/feed.ts";
import type { Grant } from "../lib/mirror/grant.ts";
import { CLOSE, SUBPROTOCOL } from "../lib/feed/protocol.ts";
import { acceptSocket } from "../lib/feed/socket_link.ts";
import { refuse } from "./answers.ts";

/** Second line against dead peers, in seconds: Deno pings at half of it. */
const IDLE_TIMEOUT = 60;

/** Said after the upgrade: a browser hides from a page why an upgrade failed. */
const UNSPOKEN = { code: CLOSE.unsupported, reason: `The subprotocol has to be ${SUBPROTOCOL}` };

/** What the routes need. */
export interface FeedRouteDeps {
  readonly feed: Feed;
  /** The site of requests that name none. */
  readonly defaultSite: string;
  /** Where browsers reach the service; pages from there may open sockets. */
  readonly publicUrl: () => string;
  /** Network address of a caller, for limits on failed attempts. */
  readonly addressOf: (c: Context) => string;
  /** What the caller of an HTTP request may see, or the answer that refuses it. */
  readonly authorise: (c: Context) => Grant | Response;
}

/** Mounts the feed. */
export function feedRoutes(deps: FeedRouteDeps): Hono {
  const app = new Hono();
  app.get("/ws", (c) => upgrade(deps, c));
  app.get("/api/events", (c) => events(deps, c));
  return app;
}

function upgrade(deps: FeedRouteDeps, c: Context): Response {
  const req = c.req.raw;
  if (!isHandshake(req.headers)) {
    return refuse(c, {
      status: 400,
      code: "not_websocket",
      message:
        `Cannot answer: this address takes only WebSockets, with the subprotocol ${SUBPROTOCOL}.`,
    });
  }
  if (!isOwnOrigin(req, deps.publicUrl())) {
    const message =
      "Cannot open a socket for a page of another site. If it is this service's own, " +
      "set PUBLIC_URL to the page's address.";
    return refuse(c, { status: 403, code: "foreign_origin", message });
  }
  const offered = (req.headers.get("sec-websocket-protocol") ?? "").split(",")
    .map((name) => name.trim()).filter((name) => name !== "");
  const address = deps.addressOf(c);
  if (!deps.feed.hub.admits(address)) {
    return refuse(c, {
      status: 503,
      code: "too_many_strangers",
      message:
        "Cannot open a socket now: too many are open that have not said who they are. Try again.",
      retryAfter: 1,
    });
  }
  // After the upgrade the request can't be read, and an error then would end the whole server.
  const caller = { site: deps.defaultSite, address };
  const isSpoken = offered.includes(SUBPROTOCOL);
  // Chrome drops a socket whose offered subprotocol is not echoed, and with it the close code.
  const protocol = isSpoken ? SUBPROTOCOL : offered[0];
  const { socket, response } = Deno.upgradeWebSocket(req, {
    ...protocol === undefined ? {} : { protocol },
    idleTimeout: IDLE_TIMEOUT,
  });
  acceptSocket(deps.feed.hub, { socket, caller, refusal: isSpoken ? null : UNSPOKEN });
  return response;
}

/** Whether the runtime can upgrade the call (RFC 6455 §4.1); from what lacks a part it throws. */
function isHandshake(headers: Headers): boolean {
  const names = (header: string) =>
    (headers.get(header) ?? "").toLowerCase().split(",").map((name) => name.trim());
  return names("connection").includes("upgrade") && names("upgrade").includes("websocket") &&
    headers.has("sec-websocket-key");
}

/**
 * Whether a socket may be opened from where the request comes: from no page at all, from an
 * extension, or from a page of the service itself.
 */
export function isOwnOrigin(req: Request, publicUrl: string): boolean {
  const origin = req.headers.get("origin");
  if (origin === null || /^(chrome|moz)-extension:\/\//.test(origin)) return true;
  if (!URL.canParse(origin)) return false;
  const { host } = new URL(origin);
  if (host === req.headers.get("host")) return true;
  return URL.canParse(publicUrl) && host === new URL(publicUrl).host;
}

async function events(deps: FeedRouteDeps, c: Context): Promise<Response> {
  const grant = deps.authorise(c);
  if (grant instanceof Response) return grant;
  const site = c.req.query("site") ?? deps.defaultSite;
  const tailer = deps.feed.tailerOf(site);
  if (tailer === null) {
    const message = `Cannot read the feed: no site is called "${
      site.slice(0, 128)
    }". Leave it out.`;
    return refuse(c, { status: 404, code: "unknown_site", message });
  }
  const read = readRequest(c.req.raw);
  if (!read.ok) return refuse(c, { status: 400, code: "bad_parameter", message: read.message });
  const { signal } = c.req.raw;
  const answer = await answerEvents(deps.feed, { tailer, grant, request: read.request, signal });
  if (answer !== null) return answer;
  const message = "Cannot read the feed: it is not open now. Try again in a moment.";
  return refuse(c, { status: 503, code: "unavailable", message, retryAfter: 1 });
}
