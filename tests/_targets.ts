/**
 * The ways to run the service, each as processes of its own.
 *
 * @module
 */

import { type KvServer, startKvServer } from "./_kv_server.ts";
import { type ServiceProcess, startProcess } from "./_process.ts";
import { SECRET, TOKEN } from "./_service.ts";

/** One way to run the service. */
export interface Target {
  readonly name: string;
  readonly queue: "native" | "polled";
  /** The address Jira is to be given, for a node reached at `url`. */
  readonly webhookUrl: (url: string) => string;
  /** Why it can't be run here; tests of it are then reported as ignored. */
  readonly missing: string | null;
  /** Starts a node; all of one `world` share a store. */
  readonly start: (world: string) => Promise<ServiceProcess>;
  /** Ends what a world needed beside its nodes. */
  readonly end?: (world: string) => Promise<void>;
}

const CREDENTIALS = { JIRA_WEBHOOK_SECRET: SECRET, ADMIN_TOKEN: TOKEN };

/** Ways that need nothing but Deno. */
export const TARGETS: readonly Target[] = [
  {
    name: "embedded",
    queue: "native",
    webhookUrl: (url) => `${url}/webhook/jira`,
    missing: null,
    start: (world) => startProcess({ env: { ...CREDENTIALS, KV_PATH: `${world}/kv.sqlite` } }),
  },
  {
    // No flags, no KV queues, no writing of files: what Deno Deploy allows.
    name: "as on Deno Deploy",
    queue: "polled",
    // The platform ends TLS before the service.
    webhookUrl: (url) => `${url.replace("http:", "https:")}/webhook/jira`,
    missing: null,
    start: (world) =>
      startProcess({
        args: [
          "run",
          "--quiet",
          "--allow-net",
          "--allow-env",
          "--allow-read",
          "--allow-sys",
          "--deny-write",
          "--no-prompt",
          "main.ts",
        ],
        // The platform's own database: Deno keeps it in its folder, so each world has one.
        env: { ...CREDENTIALS, DENO_DEPLOY: "true", DENO_DIR: `${world}/deno` },
      }),
  },
];

/** Path of a `denokv` server's program; CONTRIBUTING.md says how to get one. */
const DENOKV = Deno.env.get("DENOKV") ?? null;
const servers = new Map<string, Promise<KvServer>>();

/** Several nodes on one `denokv` server. */
export const CONNECT: Target = {
  name: "nodes on one denokv server",
  queue: "polled",
  webhookUrl: (url) => `${url}/webhook/jira`,
  missing: DENOKV === null ? "DENOKV names no denokv program" : null,
  start: async (world) => {
    const server = servers.get(world) ?? startKvServer(DENOKV!, world);
    servers.set(world, server);
    const { url, token } = await server;
    return await startProcess({
      env: { ...CREDENTIALS, KV_PATH: url, DENO_KV_ACCESS_TOKEN: token },
    });
  },
  end: async (world) => {
    await (await servers.get(world))?.stop();
    servers.delete(world);
  },
};
