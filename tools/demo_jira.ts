/**
 * The simulated Jira of the demo: some age already, a REST API on a port, and webhooks of which a few
 * get lost.
 *
 * @module
 */

import type { JiraAccess } from "../lib/jira/rest/access.ts";
import { createJiraClient } from "../lib/jira/rest/client.ts";
import { WANTED_EVENTS } from "../lib/jira/rest/registration.ts";
import type { JiraReader } from "../lib/jira/rest/types.ts";
import { addAdminWebhook } from "../lib/simulator/rest/registry.ts";
import { SIMULATED_CREDENTIALS } from "../lib/simulator/rest/rest.ts";
import { serveRest } from "../lib/simulator/rest/serve_rest.ts";
import { startSimulator } from "../lib/simulator/simulate.ts";

/** Changes a second, on average. */
const RATE = 1;

/** Share of the webhooks that never come: enough for a sweep or two to find some. */
const LOSS = 0.05;

/** Issues there were before the service came, and over how long they were made (ms). */
const HISTORY = { issues: 4_000, within: 365 * 24 * 60 * 60 * 1000 };

/** Calls to the REST API a second: an import of the history can be watched for twenty seconds. */
const BUDGET = { perSecond: 2, concurrency: 2 };

/** A Jira for the demo. */
export interface DemoJira {
  /** Address of its REST API. */
  readonly url: string;
  readonly access: JiraAccess;
  readonly reader: JiraReader;
  /** Share of the webhooks that never come. */
  readonly loss: number;
  /** Registers the webhook, and lets people begin to work. */
  work(webhook: { readonly url: string; readonly secret: string }): void;
}

/** Starts it; until `work` is called nothing happens in it. */
export function startDemoJira(signal: AbortSignal): DemoJira {
  const { email, token } = SIMULATED_CREDENTIALS;
  const beginning = Promise.withResolvers<void>();
  const { site, rest } = startSimulator({
    seed: Date.now() % 1_000_000,
    signal,
    rate: RATE,
    // The service has itself registered as Jira Cloud wants it, and here nothing stands before it
    // that would take https.
    fetch: (input, init) => fetch(String(input).replace(/^https:/, "http:"), init),
    faults: { loss: LOSS, duplicate: 0.05, twoIds: 0.03, reorder: 0.05 },
    begin: beginning.promise,
  });
  site.grow(HISTORY);
  const { url } = serveRest(rest, { signal });
  const access: JiraAccess = { kind: "api_token", baseUrl: url, email, token };
  return {
    url,
    access,
    reader: createJiraClient({ access, budget: BUDGET }),
    loss: LOSS,
    work: (webhook) => {
      addAdminWebhook(rest.registry, {
        name: "Boardcast",
        events: [...WANTED_EVENTS.admin],
        lastUpdated: site.now(),
        ...webhook,
      });
      beginning.resolve();
    },
  };
}
