/**
 * Liveness, readiness and status.
 *
 * @module
 */

import { type Context, Hono } from "hono";
import type { Grant } from "../lib/mirror/grant.ts";
import type { Status } from "../lib/ops/status.ts";
import { answered, SILENT } from "../lib/store/answered.ts";
import { refuse } from "./answers.ts";

/** How long the store has to answer a readiness check, ms. */
const PROBE_DEADLINE = 2_000;

/** What the health routes need. */
export interface HealthDeps {
  /** The caller's grant, or the answer that refuses them. */
  readonly authorise: (c: Context) => Grant | Response;
  readonly status: (c: Context) => Promise<Status>;
  /** Throws when the store can't. */
  readonly probe: () => Promise<void>;
  /** Whether the service takes work: started, and not draining. */
  readonly isReady: () => boolean;
}

/** Mounts `/health`, `/ready` and `/api/status`. */
export function healthRoutes(deps: HealthDeps): Hono {
  const app = new Hono();
  app.get("/health", (c) => c.json({ status: "alive" }));
  app.get("/ready", async (c) => {
    if (deps.isReady() && await answers(deps)) return c.json({ status: "ready" });
    return refuse(c, {
      status: 503,
      code: "not_ready",
      message: deps.isReady()
        ? "Not ready: the store does not answer, or takes nothing."
        : "Not ready: starting or stopping.",
      retryAfter: 1,
    });
  });
  app.get("/api/status", async (c) => {
    const grant = deps.authorise(c);
    return grant instanceof Response ? grant : c.json(await deps.status(c));
  });
  return app;
}

/** Whoever asks has a deadline of its own, so "no answer yet" is an answer. */
async function answers(deps: HealthDeps): Promise<boolean> {
  try {
    return await answered(deps.probe(), PROBE_DEADLINE) !== SILENT;
  } catch {
    return false;
  }
}
