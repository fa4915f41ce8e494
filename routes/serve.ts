/**
 * Listening, and ending well: on SIGINT or SIGTERM clients are told when to come back, the batch
 * under way is finished, and all of it fits into the 5 s a platform gives.
 *
 * @module
 */

import { localUrl } from "../lib/ops/local_url.ts";
import type { Service } from "../lib/service.ts";
import { answered } from "../lib/store/answered.ts";
import { createApp } from "./app.ts";

/** Time to end in, ms; Deno Deploy kills 5 s after it said so. */
const PATIENCE = 4_500;

/** Time for calls under way to be answered, ms; what then is left is for the last batch. */
const ANSWER_WITHIN = 3_500;

/** What serving needs. */
export interface ServeOptions {
  readonly version: string;
  /** Folder of the built dashboard. */
  readonly assets: URL;
  readonly hostname: string;
  readonly port: number;
  /** Where the outside reaches the service; `null`: at the address listened on. */
  readonly publicUrl: string | null;
  readonly onListen: (url: string) => void;
  /** Called once everything has ended. */
  readonly onStopped: () => void;
}

/**
 * Serves until a signal says stop.
 *
 * @throws {Deno.errors.AddrInUse} When the port is taken.
 */
export function serve(service: Service, options: ServeOptions): void {
  let url = options.publicUrl ?? "";
  const app = createApp(service, {
    version: options.version,
    publicUrl: () => url,
    assets: options.assets,
  });
  const server = Deno.serve({
    port: options.port,
    hostname: options.hostname,
    onListen: ({ hostname, port }) => {
      if (url === "") url = localUrl({ hostname, port });
      options.onListen(url);
    },
    onError: (cause) => {
      service.log("Cannot answer a request", cause);
      return new Response("Something went wrong here.\n", { status: 500 });
    },
  }, (request, info) => app.fetch(request, info));
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    // A socket that hangs must not keep the process: what matters is committed.
    setTimeout(options.onStopped, PATIENCE);
    // A body that never comes to its end, or an answer that nobody reads, must not hold up the rest.
    await Promise.all([answered(server.shutdown(), ANSWER_WITHIN), service.drain()]);
    await service.stop();
    options.onStopped();
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, () => void stop());
  }
}
