/**
 * Whether Jira is reached, knows the account, shows it what it needs, and has the webhook.
 *
 * @module
 */

import type { AtlassianHosts, JiraAccess } from "../../jira/rest/access.ts";
import { createJiraClient, type JiraClientOptions } from "../../jira/rest/client.ts";
import type { JiraReader } from "../../jira/rest/types.ts";
import type { Budget } from "../../jira/rest/pacer.ts";
import type { JiraIdentity } from "../../mirror/home.ts";
import type { Store } from "../../store/types.ts";
import { jiraOptionsOf } from "../../sync/client/jira_access.ts";
import { judgeRegistrations } from "../../sync/webhook/judge_registration.ts";
import { registrationOf } from "../../sync/webhook/our_webhook.ts";
import { NOTHING_KNOWN, readRegistrationState } from "../../sync/webhook/registration_state.ts";
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
  /** Keeps an app's tokens, and what is wanted of the webhook; `null` when it can't be opened. */
  readonly store: Store | null;
  /** The Jira that the store's issues are of; `null` while that is not known. */
  readonly home: JiraIdentity | null;
  /** `null`: nothing says where Jira delivers to. */
  readonly publicUrl: string | null;
  /** What becomes of calls without a signature. */
  readonly unsigned: Settings["unsigned"];
  /** What Jira is to sign with; `null` when it is not known here. */
  readonly secret: string | null;
  readonly fetch: typeof fetch;
  readonly now: () => number;
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
  const options = jiraOptionsOf(access, {
    ...deps,
    timeout: deps.patience,
    newId: () => `doctor-${deps.newId()}`,
  });
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

async function visible(client: JiraReader, patience: number): Promise<DoctorLine> {
  return projectsLine(await askJira(patience, (stoppable) => client.projects(stoppable)));
}

async function registered(options: JiraClientOptions, deps: JiraDeps): Promise<DoctorLine> {
  const { store, site, patience, now } = deps;
  const ours = registrationOf(options, deps);
  if (ours === null) {
    return amber("webhook", "Not checked: set PUBLIC_URL to the address Jira delivers to.");
  }
  return webhookLine(
    await askJira(patience, async (stoppable) => {
      const webhooks = await ours.open(stoppable);
      const known = store === null ? NOTHING_KNOWN : await readRegistrationState({ store, site });
      const { kind } = webhooks;
      const registrations = await webhooks.list(stoppable);
      return judgeRegistrations(registrations, { ...ours, kind, known, now: now() });
    }),
  );
}
