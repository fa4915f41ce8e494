/**
 * A mirror that reads a simulated Jira through the real client, on one clock that waiting moves.
 *
 * @module
 */

import { createJiraClient } from "../lib/jira/rest/client.ts";
import type { IssueRow } from "../lib/mirror/types.ts";
import type { Flavour } from "../lib/simulator/model.ts";
import { createRandom } from "../lib/simulator/random.ts";
import { createRest, SIMULATED_CREDENTIALS } from "../lib/simulator/rest/rest.ts";
import { createSite, type Site } from "../lib/simulator/site.ts";
import { createOperation } from "../lib/simulator/stream.ts";
import type { Clock } from "./_sync_jira.ts";
import { openStage, type Stage, START } from "./_sync_stage.ts";

/** Issues of today that the import finds, and tells. */
export const IMPORTED = 60;

/** What a test may choose. */
export interface SimulatedOptions {
  readonly seed: number;
  readonly flavour?: Flavour;
  /** Issues at the begin. @default {IMPORTED} */
  readonly issues?: number;
}

/** A site, its REST API and a mirror that has all of it. */
export async function openSimulated(
  { seed, flavour = "cloud", issues = IMPORTED }: SimulatedOptions,
) {
  const clock: Clock = { now: START };
  const random = createRandom(seed);
  const site = createSite({ seed, flavour, now: () => clock.now });
  for (let n = 0; n < issues; n++) site.applySilently(createOperation(site, random));
  const { handle, controls, log } = createRest(site);
  const { email, token } = SIMULATED_CREDENTIALS;
  const baseUrl = site.dialect.base;
  const reader = createJiraClient({
    access: flavour === "cloud"
      ? { kind: "api_token", baseUrl, email, token }
      : { kind: "pat", baseUrl, token },
    fetch: async (input, init) => {
      const request = new Request(input, init);
      const response = await handle(request);
      request.signal.throwIfAborted();
      return response;
    },
    now: () => clock.now,
    random: () => 0.5,
    wait: (ms) => {
      clock.now += ms;
      return Promise.resolve();
    },
    timeout: 400,
  });
  const stage = await openStage({ clock, reader });
  const isolate = stage.isolate();
  await isolate.engine.everyMinute();
  return {
    ...isolate,
    stage,
    site,
    random,
    clock,
    controls,
    log,
    /** An edit that no webhook tells of. */
    editSilently: (issue: string, summary: string) =>
      site.applySilently({ op: "edit", by: site.people[0]!.id, issue, set: { summary } }),
    [Symbol.asyncDispose]: () => stage[Symbol.asyncDispose](),
  };
}

/** A mirror beside a simulated Jira. */
export type Simulated = Awaited<ReturnType<typeof openSimulated>>;

/** How the mirror differs from the site in issues that are alive. */
export async function compare(stage: Stage, site: Site) {
  const rows = new Map<string, IssueRow>((await stage.rows()).map((row) => [row.core.id, row]));
  const alive = site.truth().filter(({ deleted }) => !deleted);
  const missed = alive.filter(({ id }) => !rows.has(id));
  const stale = alive.filter(({ id, updated }) =>
    rows.has(id) && rows.get(id)!.updated !== updated
  );
  return { rows, missed: missed.map(({ id }) => id), stale: stale.map(({ id }) => id) };
}
