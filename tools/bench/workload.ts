/**
 * Deliveries made and signed before they are needed, so that sending one costs a single write.
 *
 * The bodies are those of the simulated Jira: issues that people move, assign, rank and rename,
 * cut to the 6 KB that a site with few custom fields sends.
 *
 * @module
 */

import { decodeEvent } from "../../lib/jira/event.ts";
import { changeIdentity } from "../../lib/jira/identity.ts";
import { HUB_HEADER, sign } from "../../lib/jira/signature.ts";
import type { Shape } from "../../lib/simulator/entity_shapes.ts";
import type { SimIssue } from "../../lib/simulator/model.ts";
import type { Edit, Operation } from "../../lib/simulator/operations.ts";
import { createRandom, type Random } from "../../lib/simulator/random.ts";
import { createSite, type Site } from "../../lib/simulator/site.ts";
import type { SimEvent } from "../../lib/simulator/site_state.ts";
import { createOperation } from "../../lib/simulator/stream.ts";
import { PRIORITIES, STATUSES } from "../../lib/simulator/workflow.ts";
import { SECRET } from "./service.ts";
import type { Sizes } from "./types.ts";

/** A delivery ready to be sent. */
export interface Delivery {
  /** The whole HTTP request. */
  readonly request: Uint8Array;
  /** Size of its body, bytes. */
  readonly body: number;
  /** The id of the feed item it brings about. */
  readonly item: string;
}

/** Deliveries of one simulated site. */
export interface Workload {
  /** One delivery for each issue, which creates it. To be sent, and applied, before any other. */
  readonly creations: readonly Delivery[];
  /** The next changes: of each issue in turn. */
  changes(count: number): Delivery[];
}

/** Size of a body, bytes: a Cloud issue with few custom fields. */
const BODY = 6_000;

/** When the site's history begins, and how far apart its changes are, ms. */
const BEGIN = Date.UTC(2026, 0, 5, 8);
const STEP = 400;

/** Makes the deliveries of a site with that many issues; the same seed gives the same bytes. */
export function createWorkload(
  { seed, sizes }: { readonly seed: number; readonly sizes: Pick<Sizes, "issues"> },
): Workload {
  const random = createRandom(seed);
  let now = BEGIN;
  const site = createSite({ seed, now: () => now });
  const state = { site, random, ids: random.fork() };
  const creations = createIssues({ site, random, count: sizes.issues, step: () => now += STEP })
    .map((event) => deliveryOf(event, state.ids));
  const issues = site.issues();
  let at = 0;
  return {
    creations,
    changes: (count) =>
      Array.from({ length: count }, () => {
        now += STEP;
        return deliveryOf(change(state, issues[at++ % issues.length]!), state.ids);
      }),
  };
}

/**
 * The site that a workload of the same seed and sizes tells of, as it is before any change, with more
 * issues nobody was told of. Its clock is the real one.
 */
export function createWorkloadSite(
  { seed, told, issues }: { readonly seed: number; readonly told: number; readonly issues: number },
): Site {
  const random = createRandom(seed);
  let past: number | null = BEGIN;
  const site = createSite({ seed, now: () => past ?? Date.now() });
  random.fork();
  createIssues({ site, random, count: told, step: () => past! += STEP });
  site.grow({ issues: issues - told });
  past = null;
  return site;
}

function createIssues(
  { site, random, count, step }: {
    readonly site: Site;
    readonly random: Random;
    readonly count: number;
    readonly step: () => void;
  },
): SimEvent[] {
  return Array.from({ length: count }, () => {
    step();
    return site.apply(createOperation(site, random))[0]!;
  });
}

/** Does to an issue what changes something for certain. */
function change(
  { site, random }: { readonly site: Site; readonly random: Random },
  issue: SimIssue,
): SimEvent {
  const by = random.pick(site.people).id;
  const other = (all: readonly { id: string }[], now: string | undefined) =>
    random.pick(all.filter(({ id }) => id !== now)).id;
  const edit = (set: Edit): Operation => ({ op: "edit", by, issue: issue.id, set });
  const renamed = `${issue.summary.replace(/ \(.*/, "")} (${random.hex(6)})`;
  const operation = random.weighted<Operation>([
    [{
      op: "transition",
      by,
      issue: issue.id,
      to: other(Object.values(STATUSES), issue.status.id),
    }, 4],
    [edit({ assignee: other(site.people, issue.assignee?.id) }), 3],
    [edit({ priority: other(PRIORITIES, issue.priority.id) }), 2],
    [edit({ summary: renamed }), 1],
  ]);
  return site.apply(operation)[0]!;
}

function deliveryOf({ body, flow }: SimEvent, ids: Random): Delivery {
  const encoder = new TextEncoder();
  const fitted = fit(body);
  const raw = encoder.encode(JSON.stringify(fitted));
  const head = encoder.encode([
    "POST /webhook/jira HTTP/1.1",
    "Host: boardcast.example.com",
    "User-Agent: Atlassian Webhook HTTP Client",
    "Content-Type: application/json; charset=utf-8",
    `Content-Length: ${raw.length}`,
    `${HUB_HEADER}: ${sign(raw, SECRET)}`,
    `X-Atlassian-Webhook-Identifier: ${ids.hex(32)}`,
    `X-Atlassian-Webhook-Flow: ${flow}`,
    "\r\n",
  ].join("\r\n"));
  const request = new Uint8Array(head.length + raw.length);
  request.set(head);
  request.set(raw, head.length);
  const event = decodeEvent({ ...fitted });
  return { request, body: raw.length, item: `${event.issueId}-${changeIdentity(event)}` };
}

/** Leaves empty custom fields out, and cuts the description, until the body has its size. */
function fit(body: Shape): Shape {
  const issue = body["issue"] as Shape;
  const fields: Record<string, unknown> = { ...issue["fields"] as Shape };
  let over = JSON.stringify(body).length - BODY;
  for (const [name, value] of Object.entries(fields)) {
    if (over <= 0) break;
    if (value !== null || !name.startsWith("customfield_")) continue;
    delete fields[name];
    over -= name.length + '"":null,'.length;
  }
  const description = fields["description"];
  if (over > 0 && typeof description === "string") {
    fields["description"] = description.slice(0, Math.max(0, description.length - over));
  }
  return { ...body, issue: { ...issue, fields } };
}
