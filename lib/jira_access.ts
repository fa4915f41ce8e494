/**
 * How the service asks Jira, and what it wants of Jira, by its settings: a part of the service put
 * together here.
 *
 * @module
 */

import type { AtlassianHosts } from "./jira/rest/access.ts";
import type { JiraClientOptions } from "./jira/rest/client.ts";
import type { Budget } from "./jira/rest/pacer.ts";
import { openWebhooks } from "./jira/rest/webhooks.ts";
import type { Settings } from "./ops/settings.ts";
import type { Store } from "./store/types.ts";
import { createSharedRateMemory } from "./sync/rate_memory.ts";
import type { RegistrarDeps } from "./sync/registrar.ts";
import { createTokenKeeper } from "./sync/token_keeper.ts";

/** What asking needs. */
export interface AskingDeps {
  readonly settings: Settings;
  readonly store: Store;
  readonly site: string;
  readonly now: () => number;
  readonly newId: () => string;
  /** Take the place of Atlassian's own addresses. */
  readonly hosts?: AtlassianHosts;
  /** How much Jira is asked; as gently as the client is by itself unless given. */
  readonly budget?: Budget;
  /** Waits for those in a hurry; nobody is unless given. */
  readonly giveWay?: () => Promise<void>;
}

/** How to ask Jira, sharing pauses and tokens with all isolates; `null` without credentials. */
export function jiraOptionsOf(deps: AskingDeps): JiraClientOptions | null {
  const { settings, store, site, now, newId, hosts, budget, giveWay } = deps;
  if (settings.jira === null) return null;
  const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
  return {
    access: settings.jira,
    now,
    memory: createSharedRateMemory({ store, site }),
    tokens: createTokenKeeper({ store, site, owner: newId(), now, wait }),
    ...hosts === undefined ? {} : { hosts },
    ...budget === undefined ? {} : { budget },
    ...giveWay === undefined ? {} : { giveWay },
  };
}

/** How to look after the webhook in Jira; `null` without credentials, or an address of ours. */
export function registrationOf(
  { settings, secret }: Pick<AskingDeps, "settings"> & Pick<RegistrarDeps, "secret">,
  asking: JiraClientOptions | null,
): Pick<RegistrarDeps, "open" | "url" | "secret" | "takesUnsigned"> | null {
  if (asking === null || settings.publicUrl === null) return null;
  return {
    open: (options) => openWebhooks(asking, options),
    url: `${settings.publicUrl}/webhook/jira`,
    secret,
    takesUnsigned: settings.unsigned === "refetch",
  };
}
