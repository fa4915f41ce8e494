/**
 * The service under measurement: `main.ts` as a process of its own, on a database on disk.
 *
 * @module
 */

import type { Status } from "../../lib/ops/status.ts";
import config from "../../deno.json" with { type: "json" };
import { Child } from "./child.ts";
import { startFlags } from "./start.ts";
import { cpuTime, residentSize } from "./usage.ts";

/** The secret deliveries are signed with. */
export const SECRET = "a-secret-only-for-benchmarks";

/** The token of all clients. */
export const TOKEN = "a-token-only-for-benchmarks";

/** Where something listens. */
export interface Address {
  readonly hostname: string;
  readonly port: number;
}

/** How to start. */
export interface ServiceOptions {
  /** The database file. */
  readonly file: string;
  /** Where it leaves a CPU profile when it ends; `null` for none. */
  readonly profiles: string | null;
  /** More of its environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** How often its status is asked for while waiting, ms: each answer costs it a read of the inbox. */
const POLL = 10;

/** A running service; disposing of it stops it. */
export class BenchService implements AsyncDisposable {
  readonly url: string;
  readonly address: Address;
  readonly #child: Child;

  private constructor(child: Child, url: string) {
    this.#child = child;
    this.url = url;
    this.address = { hostname: "127.0.0.1", port: Number(new URL(url).port) };
  }

  /** Starts it, and waits until it listens. */
  static async start({ file, profiles, env = {} }: ServiceOptions): Promise<BenchService> {
    const child = new Child({
      module: "main.ts",
      flags: [
        ...startFlags(config),
        ...profiles === null ? [] : ["--cpu-prof", `--cpu-prof-dir=${profiles}`],
      ],
      env: {
        PORT: "0",
        HOST: "127.0.0.1",
        KV_PATH: file,
        JIRA_WEBHOOK_SECRET: SECRET,
        ADMIN_TOKEN: TOKEN,
        ...env,
      },
      speaksOn: "stderr",
    });
    try {
      const line = await child.hear(/http:\/\/127\.0\.0\.1:\d+/);
      return new BenchService(child, /http:\/\/[\d.:]+/.exec(line)![0]);
    } catch (cause) {
      await child[Symbol.asyncDispose]();
      throw cause;
    }
  }

  /** What it says of itself. */
  status(): Promise<Status> {
    return this.call("/api/status");
  }

  /** Calls its API; gives the answer's JSON. */
  async call<T>(path: string, method: "GET" | "POST" = "GET"): Promise<T> {
    const headers = { authorization: `Bearer ${TOKEN}` };
    const response = await fetch(`${this.url}${path}`, { method, headers });
    if (!response.ok) throw new Error(`Cannot ask ${path}: answered with ${response.status}`);
    return await response.json();
  }

  /** Posts to its API. */
  async post(path: string): Promise<void> {
    const headers = { authorization: `Bearer ${TOKEN}` };
    const response = await fetch(`${this.url}${path}`, { method: "POST", headers });
    await response.body?.cancel();
    if (response.ok) return;
    throw new Error(`Cannot post to ${path}: answered with ${response.status}`);
  }

  /**
   * Waits until nothing accepted waits to be applied.
   *
   * @throws {Error} When a delivery became a dead letter: what is measured then is not the service.
   */
  async settled(): Promise<Status> {
    while (true) {
      const status = await this.status();
      if (status.queue.dead > 0) {
        throw new Error(`Cannot measure: ${status.queue.dead} deliveries became dead letters`);
      }
      if (status.queue.backlog === 0) return status;
      await new Promise((resolve) => setTimeout(resolve, POLL));
    }
  }

  /** CPU time it has used, µs. */
  cpu(): Promise<number | null> {
    return cpuTime(this.#child.pid);
  }

  /** Its resident memory, bytes. */
  memory(): Promise<{ readonly now: number; readonly peak: number } | null> {
    return residentSize(this.#child.pid);
  }

  /** Stops it as a terminal would. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#child[Symbol.asyncDispose]();
  }
}
