/**
 * Puts the simulated REST API on a port.
 *
 * @module
 */

import type { Rest } from "./rest.ts";

/** Where to listen. */
export interface ServeRestOptions {
  /** Stops listening and drops what is under way. */
  readonly signal: AbortSignal;
  /** @default any free port */
  readonly port?: number;
  /** @default "127.0.0.1" */
  readonly hostname?: string;
}

/** A simulated REST API that listens. */
export interface ServedRest {
  /** Its address, with the path below which the site lives; no slash at the end. */
  readonly url: string;
  /** Resolves when it stopped. */
  readonly done: Promise<void>;
}

/** Starts to listen. @throws {Deno.errors.AddrInUse} When the port is taken. */
export function serveRest(rest: Rest, options: ServeRestOptions): ServedRest {
  const { signal, port = 0, hostname = "127.0.0.1" } = options;
  const server = Deno.serve(
    { port, hostname, signal, onListen: () => {} },
    (request) => rest.handle(request),
  );
  const path = new URL(rest.site.dialect.base).pathname.replace(/\/$/, "");
  return { url: `http://${hostname}:${server.addr.port}${path}`, done: server.finished };
}
