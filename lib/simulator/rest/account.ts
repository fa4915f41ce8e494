/**
 * Who the caller is, and what server answers.
 *
 * @module
 */

import { dateShape, personShape } from "../entity_shapes.ts";
import type { Call } from "./call.ts";
import { Refusal, type Reply } from "./reply.ts";
import { offsetAt } from "./zones.ts";

/** `GET myself`. */
export function getMyself(call: Call): Reply {
  const { site, account, controls } = call.context;
  if (call.anonymous && controls.token !== "nobody") {
    throw new Refusal(401, "Client must be authenticated to access this resource.");
  }
  const body = call.anonymous
    ? { accountId: "unknown", accountType: "unknown", displayName: "Anonymous", active: false }
    : { ...personShape(account, site.dialect), locale: "en_US" };
  return { status: 200, body, read: 2 };
}

/** `GET serverInfo`; anybody may ask. */
export function getServerInfo(call: Call): Reply {
  const { site, account, release } = call.context;
  const { base, flavour } = site.dialect;
  const dialect = { ...site.dialect, offset: offsetAt(account.timeZone, site.now()) };
  return {
    status: 200,
    body: {
      baseUrl: base,
      ...(flavour === "cloud" ? CLOUD : release === 9 ? DATA_CENTER_9 : DATA_CENTER_10),
      serverTime: dateShape(site.now(), dialect),
      serverTitle: "Jira",
    },
  };
}

/** `GET /_edge/tenant_info`; anybody may ask. */
export function getTenantInfo({ context }: Call): Reply {
  return { status: 200, body: { cloudId: context.cloudId } };
}

const CLOUD = {
  version: "1001.0.0-SNAPSHOT",
  versionNumbers: [1001, 0, 0],
  deploymentType: "Cloud",
  buildNumber: 100_287,
  buildDate: "2026-08-20T00:00:00.000+0000",
  scmInfo: "57a0ca5b4a0bb0ac5f3fee4764acb1c14e4d7e71",
} as const;

const DATA_CENTER_9 = {
  version: "9.12.27",
  versionNumbers: [9, 12, 27],
  deploymentType: "Server",
  buildNumber: 9_120_027,
  buildDate: "2025-09-04T00:00:00.000+0000",
  scmInfo: "1b2f5a8e2a3a4f6f9d0c7b6a5e4d3c2b1a0f9e8d",
} as const;

const DATA_CENTER_10 = {
  version: "10.3.5",
  versionNumbers: [10, 3, 5],
  deploymentType: "Server",
  buildNumber: 10_030_005,
  buildDate: "2026-04-02T00:00:00.000+0000",
  scmInfo: "8d16b8da0fa36b3dab74bc2cc0d6a1c6c9d9c8a4",
} as const;
