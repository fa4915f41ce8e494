/**
 * What can go wrong with an answer.
 *
 * @module
 */

import type { Clock } from "../clock.ts";

/** One way in which an answer is bad. Times in ms. */
export type Fault =
  /** An error status; with `retryAfter` (seconds) Jira says when to come back. */
  | {
    readonly kind: "status";
    readonly status: number;
    readonly retryAfter?: number;
    readonly reason?: string;
  }
  /** A page to sign in at, with 200. */
  | { readonly kind: "login_page" }
  /** On the way to that page. */
  | { readonly kind: "redirect"; readonly to: string }
  /** The right answer, cut in the middle. */
  | { readonly kind: "truncated" }
  /** This text, as JSON, in place of the right answer. */
  | { readonly kind: "body"; readonly body: string }
  /** The right answer, late. */
  | { readonly kind: "slow"; readonly ms: number };

/** Which answers are bad. */
export interface FaultOptions {
  /** The endpoint, such as `POST search/jql`; any, unless given. */
  readonly on?: string;
  /** How many calls of it go well before. @default 0 */
  readonly skip?: number;
  /** How many go badly then. @default 1 */
  readonly times?: number;
}

/** Faults still to come. */
export interface FaultPlan {
  /** Plans a fault. */
  add(fault: Fault, options?: FaultOptions): void;
  /** Forgets what is still planned. */
  clear(): void;
  /** The fault for a call of that endpoint; it counts as used. */
  take(endpoint: string): Fault | null;
}

interface Planned {
  readonly fault: Fault;
  readonly on: string | undefined;
  skip: number;
  times: number;
}

const LOGIN_PAGE =
  "<!DOCTYPE html><html><head><title>Log in with Atlassian account</title></head>" +
  '<body><form id="form-login"></form></body></html>';

/** Makes an empty plan. */
export function createFaultPlan(): FaultPlan {
  let planned: Planned[] = [];
  function take(endpoint: string): Fault | null {
    for (const it of planned) {
      if (it.on !== undefined && it.on !== endpoint) continue;
      if (it.skip > 0) {
        it.skip -= 1;
        continue;
      }
      it.times -= 1;
      planned = planned.filter(({ times }) => times > 0);
      return it.fault;
    }
    return null;
  }
  return {
    add: (fault, { on, skip = 0, times = 1 } = {}) => void planned.push({ fault, on, skip, times }),
    clear: () => planned = [],
    take,
  };
}

/** The answer a fault makes of the right one. */
export async function spoil(
  fault: Fault,
  options: { right: () => Response; clock: Clock; signal: AbortSignal },
): Promise<Response> {
  const { right, clock, signal } = options;
  switch (fault.kind) {
    case "status":
      return statusPage(fault);
    case "login_page":
      return new Response(LOGIN_PAGE, { headers: { "Content-Type": "text/html;charset=UTF-8" } });
    case "redirect":
      return new Response(null, { status: 302, headers: { Location: fault.to } });
    case "truncated":
      return await truncated(right());
    case "body":
      return new Response(fault.body, { headers: { "Content-Type": "application/json" } });
    case "slow":
      // Nobody reads the answer to a call that was given up.
      await clock.sleep(fault.ms, signal).catch(() => {});
      return right();
  }
}

function statusPage(fault: Fault & { kind: "status" }): Response {
  const { status, retryAfter, reason } = fault;
  return Response.json({ errorMessages: [`Status ${status}`], errors: {} }, {
    status,
    headers: {
      ...(retryAfter === undefined ? {} : { "Retry-After": `${retryAfter}` }),
      ...(reason === undefined ? {} : { "RateLimit-Reason": reason }),
    },
  });
}

async function truncated(response: Response): Promise<Response> {
  const text = await response.text();
  const { status, headers } = response;
  return new Response(text.slice(0, Math.floor(text.length / 2)), { status, headers });
}
