/**
 * A webhook receiver for tests that records each call and answers as told.
 *
 * @module
 */

import { HUB_HEADER, sign } from "../jira/signature.ts";
import type { Clock } from "./clock.ts";

/** One recorded call. */
export interface Call {
  readonly id: string | null;
  readonly flow: string | null;
  readonly retry: string | null;
  readonly body: string;
  /** Whether the signature holds. */
  readonly signed: boolean;
}

/** What a call is answered with: a status, or no connection, or silence until it is given up. */
export type Reply = number | "refused" | "silent";

/** How long a call takes, in ms. */
const LATENCY = 5;

/** A receiver that can stand in for `fetch`. */
export interface FakeService {
  readonly calls: Call[];
  readonly fetch: typeof fetch;
  /** The most calls that were under way at once. */
  mostAtOnce(): number;
}

/** Makes a receiver; `reply` sees the call and how many came before it. */
export function createFakeService(options: {
  secret: string;
  clock: Clock;
  reply: (call: Call, index: number) => Reply;
}): FakeService {
  const { secret, clock, reply } = options;
  const calls: Call[] = [];
  let [under, most] = [0, 0];
  async function answer(init: RequestInit): Promise<Response> {
    const signal = init.signal!;
    signal.throwIfAborted();
    const call = readCall(init, secret);
    const told = reply(call, calls.push(call) - 1);
    if (told === "silent") return await silence(signal);
    await clock.sleep(LATENCY, signal);
    if (told === "refused") throw new TypeError("connection refused");
    return new Response(null, { status: told });
  }
  async function fake(_url: RequestInfo | URL, init?: RequestInit): Promise<Response> {
    most = Math.max(most, ++under);
    try {
      return await answer(init!);
    } finally {
      under -= 1;
    }
  }
  return { calls, fetch: fake, mostAtOnce: () => most };
}

function readCall(init: RequestInit, secret: string): Call {
  const raw = init.body as Uint8Array;
  const headers = new Headers(init.headers);
  return {
    id: headers.get("X-Atlassian-Webhook-Identifier"),
    flow: headers.get("X-Atlassian-Webhook-Flow"),
    retry: headers.get("X-Atlassian-Webhook-Retry"),
    body: new TextDecoder().decode(raw),
    signed: headers.get(HUB_HEADER) === sign(raw, secret),
  };
}

function silence(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}
