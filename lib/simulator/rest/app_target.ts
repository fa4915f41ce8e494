/**
 * Deliveries to an app: proved by a token for the app's secret that covers neither body nor time of
 * the event.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { SignJWT } from "jose";
import type { GivenUp, Target } from "../target.ts";

/** An app that may register webhooks for itself. */
export interface SimApp {
  readonly kind: "oauth" | "connect";
  /** Client id, or the key of a Connect app. */
  readonly id: string;
  /** Client secret, or the shared secret of a Connect app. */
  readonly secret: string;
}

/** How long a token is good for, in s. Atlassian documents none; its own libraries make them so. */
const LIFETIME = 180;

/** The app as a receiver of an event that some of its webhooks match. */
export function appTarget(
  options: {
    app: SimApp;
    url: string;
    webhookIds: readonly number[];
    /** Jira's clock, ms. */
    now: () => number;
    onGivenUp: (delivery: GivenUp) => void;
  },
): Target {
  const { app, url, webhookIds, now, onGivenUp } = options;
  return {
    url,
    write: ({ body }) => JSON.stringify({ ...body, matchedWebhookIds: webhookIds }),
    prove: async () => {
      const token = await signToken(app, { url, at: Math.floor(now() / 1_000) });
      return { Authorization: `${app.kind === "oauth" ? "Bearer" : "JWT"} ${token}` };
    },
    onGivenUp,
  };
}

/** HS256, with a hash of the request line where it is a Connect app. */
async function signToken(app: SimApp, options: { url: string; at: number }): Promise<string> {
  const claims = app.kind === "connect" ? { qsh: queryHash(options.url) } : {};
  return await new SignJWT(claims)
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .setIssuer(app.id)
    .setIssuedAt(options.at)
    .setExpirationTime(options.at + LIFETIME)
    .sign(new TextEncoder().encode(app.secret));
}

/** Atlassian's canonical request: method, path, sorted query. */
function queryHash(url: string): string {
  const { pathname, searchParams } = new URL(url);
  searchParams.sort();
  return createHash("sha256").update(`POST&${pathname}&${searchParams}`).digest("hex");
}
