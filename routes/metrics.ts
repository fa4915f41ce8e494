/**
 * Figures for Prometheus.
 *
 * @module
 */

import { type Context, Hono } from "hono";
import type { Grant } from "../lib/mirror/grant.ts";
import { type Reading, writeMetrics } from "../lib/ops/metrics.ts";

/** What the metrics route needs. */
export interface MetricsDeps {
  /** The caller's grant, or the answer that refuses them. */
  readonly authorise: (c: Context) => Grant | Response;
  readonly read: (c: Context) => Promise<Reading>;
}

/** Mounts `/metrics`. */
export function metricsRoutes(deps: MetricsDeps): Hono {
  const app = new Hono();
  app.get("/metrics", async (c) => {
    const grant = deps.authorise(c);
    if (grant instanceof Response) return grant;
    const { body, contentType } = await writeMetrics(await deps.read(c));
    return c.body(body, 200, { "Content-Type": contentType });
  });
  return app;
}
