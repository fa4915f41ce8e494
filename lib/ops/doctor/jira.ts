/**
 * Whether Jira is reached, knows the account, shows it what it needs, and has the webhook.
 *
 * @module
 */

import type { AtlassianHosts, JiraAccess } from "../../jira/rest/access.ts";
import { createJiraClient, type JiraClientOptions } from "../../jira/rest/client.ts";
import type { JiraReader } from "../../jira/rest/types.ts";
import type { Budget } from "../../jira/rest/pacer.ts";
import { openWebhooks } from "../../jira/rest/webhooks.ts";
import type { JiraIdentity } from "../../mirror/home.ts";
import type { Store } from "../../store/types.ts";
import { createTokenKeeper } from "../../sync/token_keeper.ts";
import type { Settings } from "../settings.ts";
import { NO_ACCESS } from "../words.ts";
import {
  accountLine,
  clockLine,
  isTokenRefused,
  projectsLine,
  serverLine,
  webhookLine,
} from "./jira_lines.ts";
import { amber, type Check, type DoctorLine } from "./line.ts";
import { askJira } from "./patience.ts";

/** What asking Jira needs. */
export interface JiraDeps {
  readonly site: string;
  /** `null`: nothing says where Jira is and who we are there. */
  readonly access: JiraAccess | null;
  /** Keeps an app's tokens; `null` when it can't be opened. */
  readonly store: Store | null;
  /** The Jira that the store's issues are of; `null` while that is not known. */
  readonly home: JiraIdentity | null;
  /** `null`: nothing says where Jira delivers to. */
  readonly publicUrl: string | null;
  /** What becomes of calls without a signature. */
  readonly unsigned: Settings["unsigned"];
  readonly fetch: typeof fetch;
  readonly now: () => number;
  readonly wait: (ms: number) => Promise<void>;
  readonly newId: () => string;
  /** Longest time for each check, ms. */
  readonly patience: number;
  /** Atlassian's own unless given. */
  readonly hosts?: AtlassianHosts;
  /** How fast it is asked; as gently as the client does unless given. */
  readonly budget?: Budget;
}

const CHECKS: readonly Check[] = ["jira", "token", "projects", "clock", "webhook"];

/** Asks one thing after the other; after what makes the rest pointless nothing more is asked. */
export async function* jiraLines(deps: JiraDeps): AsyncGenerator<DoctorLine> {
  const { access, store } = deps;
  if (access === null) {
    yield amber("jira", `No access is set: ${NO_ACCESS}`);
    yield* notChecked(CHECKS.slice(1), "no access to Jira is set");
    return;
  }
  if (access.kind === "oauth" && store === null) {
    yield* notChecked(CHECKS, "the app's tokens are in the store, which was not opened here");
    return;
  }
  const options = optionsFor(access, deps);
  try {
    yield* linesOf(options, deps);
  } finally {
    // Who asked does not wait for a slow renewal; what it gives must be kept all the same.
    await options.tokens?.idle();
  }
}

async function* linesOf(options: JiraClientOptions, deps: JiraDeps): AsyncGenerator<DoctorLine> {
  const { access } = options;
  const { patience, home } = deps;
  const client = createJiraClient(options);
  const server = await askJira(patience, (stoppable) => client.serverInfo(stoppable));
  yield serverLine(server, { access, home });
  if (!server.ok && !isTokenRefused(server)) {
    yield* notChecked(CHECKS.slice(1), "Jira was not reached");
    return;
  }
  const account = await askJira(patience, (stoppable) => client.myself(stoppable));
  yield accountLine(account);
  if (!account.ok) {
    yield* notChecked(["projects"], "the token does not work");
    yield clockLine(server);
    yield* notChecked(["webhook"], "the token does not work");
    return;
  }
  yield await visible(client, patience);
  yield clockLine(server);
  yield await registered(options, deps);
}

function* notChecked(checks: readonly Check[], why: string): Generator<DoctorLine> {
  for (const check of checks) yield amber(check, `Not checked: ${why}.`);
}

function optionsFor(access: JiraAccess, deps: JiraDeps): JiraClientOptions {
  const { store, fetch, now, patience, hosts, budget } = deps;
  return {
    access,
    fetch,
    now,
    timeout: patience,
    ...hosts === undefined ? {} : { hosts },
    ...budget === undefined ? {} : { budget },
    ...store === null ? {} : {
      tokens: createTokenKeeper({ ...deps, store, owner: `doctor-${deps.newId()}` }),
    },
  };
}

async function visible(client: JiraReader, patience: number): Promise<DoctorLine> {
  return projectsLine(await askJira(patience, (stoppable) => client.projects(stoppable)));
}

async function registered(options: JiraClientOptions, deps: JiraDeps): Promise<DoctorLine> {
  const { publicUrl, patience, now, unsigned } = deps;
  if (publicUrl === null) {
    return amber("webhook", "Not checked: set PUBLIC_URL to the address Jira delivers to.");
  }
  const found = await askJira(patience, async (stoppable) => {
    const webhooks = await openWebhooks(options, stoppable);
    return { kind: webhooks.kind, registrations: await webhooks.list(stoppable) };
  });
  return webhookLine(found, { url: `${publicUrl}/webhook/jira`, now: now(), unsigned });
}
