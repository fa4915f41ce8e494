/**
 * The way in which a Jira registers webhooks: there are four, and the credentials and the version of
 * Jira say which.
 *
 * @module
 */

import { deploymentOf, type JiraAccess } from "./access.ts";
import type { Ask } from "./call.ts";
import { createJiraAsk, type JiraClientOptions } from "./client.ts";
import type { Webhooks } from "./registration.ts";
import type { Stoppable } from "./types.ts";
import { adminWebhooks } from "./webhooks_admin.ts";
import { appWebhooks } from "./webhooks_app.ts";
import { dataCenterWebhooks } from "./webhooks_datacenter.ts";
import { readServerInfo } from "./who.ts";

/** The version from which on Data Center has another path and other JSON. */
const NEW_DATACENTER = 10;

/** Finds the way; asks Data Center for its version. */
export async function openWebhooks(
  options: JiraClientOptions,
  { signal }: Stoppable,
): Promise<Webhooks> {
  const { access } = options;
  const ask = createJiraAsk(options);
  if (access.kind === "oauth") return appWebhooks(ask);
  if (deploymentOf(access) === "cloud") return adminWebhooks(ask, "admin");
  return await isNew(ask, { access, signal })
    ? dataCenterWebhooks(ask)
    : adminWebhooks(ask, "server");
}

async function isNew(
  ask: Ask,
  options: { readonly access: JiraAccess; readonly signal: AbortSignal },
): Promise<boolean> {
  const { version } = await readServerInfo(ask, options);
  return Number(version.split(".")[0]) >= NEW_DATACENTER;
}
