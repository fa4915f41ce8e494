/**
 * How Jira is asked: the same for the service and for whoever looks at it.
 *
 * @module
 */

import type { AtlassianHosts, JiraAccess } from "../../jira/rest/access.ts";
import type { JiraClientOptions } from "../../jira/rest/client.ts";
import type { Budget } from "../../jira/rest/pacer.ts";
import type { Store } from "../../store/types.ts";
import { createSharedRateMemory } from "./rate_memory.ts";
import { createTokenKeeper } from "./token_keeper.ts";

/** What asking needs. */
export interface AskingDeps {
  /** Shares pauses and an app's tokens with all isolates; `null`: it is not at hand. */
  readonly store: Store | null;
  readonly site: string;
  readonly now: () => number;
  readonly newId: () => string;
  /** The system's unless given. */
  readonly fetch?: typeof fetch;
  /** Longest time for one request, ms; the client's own unless given. */
  readonly timeout?: number;
  /** Take the place of Atlassian's own addresses. */
  readonly hosts?: AtlassianHosts;
  /** How much Jira is asked; as gently as the client is by itself unless given. */
  readonly budget?: Budget;
  /** Waits for those in a hurry; nobody is unless given. */
  readonly giveWay?: () => Promise<void>;
}

/** How to ask Jira with `access`. */
export function jiraOptionsOf(access: JiraAccess, deps: AskingDeps): JiraClientOptions {
  const { store, site, now, newId, fetch, timeout, hosts, budget, giveWay } = deps;
  const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
  return {
    access,
    now,
    ...store === null ? {} : {
      memory: createSharedRateMemory({ store, site }),
      tokens: createTokenKeeper({ store, site, owner: newId(), now, wait }),
    },
    ...fetch === undefined ? {} : { fetch },
    ...timeout === undefined ? {} : { timeout },
    ...hosts === undefined ? {} : { hosts },
    ...budget === undefined ? {} : { budget },
    ...giveWay === undefined ? {} : { giveWay },
  };
}
