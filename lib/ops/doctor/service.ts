/**
 * Whether the service runs, is reached where Jira looks for it, and what it knows of itself.
 *
 * @module
 */

import { z } from "zod";
import { plainAddress } from "../../jira/address.ts";
import type { JiraIdentity } from "../../mirror/home.ts";
import { localUrl } from "../local_url.ts";
import type { Settings } from "../settings.ts";
import { askService, type ServiceDeps } from "./ask_service.ts";
import { amber, type DoctorLine, green, red } from "./line.ts";

/** Who answers at an address. */
export interface Answerer {
  readonly url: string;
  readonly isOurs: boolean;
  /** What came in place of the service's answer; empty when it is ours. */
  readonly found: string;
}

/** What the service says of itself, or why it says nothing. */
export type ServiceStatus =
  | {
    readonly t: "read";
    readonly queue: string;
    /** Calls refused since its start. */
    readonly refused: number;
    /** Calls without a signature that were taken as hints since its start. */
    readonly hinted: number;
    /** ms */
    readonly lastDeliveryAt: number | null;
    /** Deliveries that could not be applied, calls that could not be read, deliveries of other Jiras. */
    readonly dead: number;
    readonly quarantined: number;
    readonly foreign: number;
    /** The Jira that its store's issues are of. */
    readonly mirrorOf: JiraIdentity | null;
  }
  | { readonly t: "no_token" | "bad_token" | "away" };

/** The service as it is seen from here. */
export interface ServiceView {
  /** At its own address; `null` when nothing says which port it has. */
  readonly local: Answerer | null;
  /** At `PUBLIC_URL`; `null` when that is not set. */
  readonly outside: Answerer | null;
  /** The first address at which it was found. */
  readonly at: string | null;
  readonly isReady: boolean;
  readonly status: ServiceStatus;
}

const Health = z.object({ status: z.literal("alive") });

const Status = z.object({
  queue: z.object({
    kind: z.string(),
    dead: z.number(),
    quarantined: z.number(),
    foreign: z.number(),
  }),
  intake: z.object({ refused: z.number(), hinted: z.number() }),
  last_delivery_at: z.number().nullable(),
  mirror_of: z.object({ url: z.string(), cloud_id: z.string().nullable() }).nullable(),
});

/** Looks at the service from inside and outside. Never rejects because of what answers. */
export async function lookAtService(
  { port, host, publicUrl, adminToken }: Settings,
  deps: ServiceDeps,
): Promise<ServiceView> {
  const inside = port === 0 ? null : localUrl({ hostname: host, port });
  const [local, outside] = await Promise.all([
    inside === null ? null : whoAnswers(inside, deps),
    publicUrl === null ? null : whoAnswers(publicUrl, deps),
  ]);
  const at = [local, outside].find((one) => one?.isOurs)?.url ?? null;
  if (at === null) return { local, outside, at, isReady: false, status: { t: "away" } };
  const [ready, status] = await Promise.all([
    askService(`${at}/ready`, deps),
    askStatus(at, { ...deps, adminToken }),
  ]);
  return { local, outside, at, isReady: ready.status === 200, status };
}

async function whoAnswers(url: string, deps: ServiceDeps): Promise<Answerer> {
  const { status, body, found } = await askService(`${url}/health`, deps);
  const isOurs = status === 200 && Health.safeParse(body).success;
  return { url, isOurs, found: isOurs ? "" : found };
}

async function askStatus(
  at: string,
  deps: ServiceDeps & { readonly adminToken: string | null },
): Promise<ServiceStatus> {
  if (deps.adminToken === null) return { t: "no_token" };
  const headers = { authorization: `Bearer ${deps.adminToken}` };
  const { status, body } = await askService(`${at}/api/status`, { ...deps, init: { headers } });
  if (status === 401 || status === 429) return { t: "bad_token" };
  const read = Status.safeParse(body);
  if (!read.success) return { t: "away" };
  const { queue, intake, last_delivery_at, mirror_of } = read.data;
  return {
    t: "read",
    queue: queue.kind,
    refused: intake.refused,
    hinted: intake.hinted,
    lastDeliveryAt: last_delivery_at,
    dead: queue.dead,
    quarantined: queue.quarantined,
    foreign: queue.foreign,
    mirrorOf: mirror_of === null ? null : {
      url: mirror_of.url,
      cloudId: mirror_of.cloud_id,
      addresses: [plainAddress(mirror_of.url) ?? ""],
    },
  };
}

/** What to say of where the service is. */
export function serviceLine(view: ServiceView, { jira }: Pick<Settings, "jira">): DoctorLine {
  const { local, outside } = view;
  if (outside === null) return insideLine(local);
  const { url, found } = outside;
  if (!outside.isOurs) {
    const here = local?.isOurs === true
      ? `The service answers at ${local.url}, so look at the proxy, its certificate and the name`
      : "Start the service (deno task start), or correct PUBLIC_URL";
    return red("service", `Not found at ${url}: ${found}. ${here}`);
  }
  const isCloud = jira !== null && jira.kind !== "pat";
  if (isCloud && !url.startsWith("https://")) {
    return amber(
      "service",
      `Answers at ${url}, but Jira Cloud delivers to https:// only. Put a proxy with a public ` +
        "certificate before it, and set PUBLIC_URL to its address",
    );
  }
  return green("service", `Answers at ${url}.`);
}

function insideLine(local: Answerer | null): DoctorLine {
  if (local?.isOurs === true) {
    return amber(
      "service",
      `Answers at ${local.url}, which is no address for Jira. Set PUBLIC_URL to the one Jira reaches`,
    );
  }
  return red(
    "service",
    local === null
      ? "Cannot tell where it is: set PORT to the port it listens on, or PUBLIC_URL"
      : `Not found at ${local.url}: ${local.found}. Start it (deno task start), or set HOST, PORT ` +
        "and PUBLIC_URL as for the service",
  );
}
