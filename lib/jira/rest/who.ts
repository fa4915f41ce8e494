/**
 * Who the service is to Jira, and which Jira it is.
 *
 * @module
 */

import { deploymentOf, type JiraAccess } from "./access.ts";
import { renewToken } from "./advice.ts";
import { type Ask, type JiraCall, readAnswer } from "./call.ts";
import { Myself, Server } from "./shapes.ts";
import { type Account, JiraError, type Observed, type ServerInfo } from "./types.ts";

/** See {@linkcode JiraReader.myself}. */
export async function readMyself(
  ask: Ask,
  { access, signal }: { readonly access: JiraAccess; readonly signal: AbortSignal },
): Promise<Observed<Account>> {
  const call: JiraCall = {
    action: "read the account",
    method: "GET",
    path: "/rest/api/2/myself",
  };
  const answer = await ask(call, signal);
  const { accountId, name, key, displayName, timeZone } = readAnswer(answer, {
    call,
    shape: Myself,
  });
  const id = accountId ?? name ?? key ?? null;
  if (id === null || id === "anonymous") {
    throw new JiraError(
      "dead_token",
      `Cannot ${call.action}: Jira takes the caller for nobody. ${renewToken(access)}`,
    );
  }
  const account = { id, name: displayName ?? name ?? id, timeZone: timeZone ?? null };
  return { value: account, observedAt: answer.observedAt };
}

/** See {@linkcode JiraReader.serverInfo}. */
export async function readServerInfo(
  ask: Ask,
  { access, signal }: { readonly access: JiraAccess; readonly signal: AbortSignal },
): Promise<ServerInfo> {
  const call: JiraCall = {
    action: "read Jira's version",
    method: "GET",
    path: "/rest/api/2/serverInfo",
  };
  const answer = await ask(call, signal);
  const server = readAnswer(answer, { call, shape: Server });
  // Versions before 7.x tell no type; Cloud always does.
  const deployment = server.deploymentType?.toLowerCase() === "cloud" ? "cloud" : "datacenter";
  if (deployment !== deploymentOf(access)) throw otherJira(deployment, call);
  return {
    deployment,
    version: server.version,
    baseUrl: server.baseUrl ?? null,
    skew: answer.skew,
  };
}

function otherJira(found: ServerInfo["deployment"], { action }: JiraCall): JiraError {
  const [is, advice] = found === "cloud"
    ? ["Jira Cloud", "Set JIRA_EMAIL and JIRA_API_TOKEN in place of JIRA_PAT"]
    : ["Jira Data Center", "Set JIRA_PAT in place of JIRA_EMAIL and JIRA_API_TOKEN"];
  return new JiraError(
    "not_jira",
    `Cannot ${action}: this is ${is}, and the credentials are for the other one. ${advice}`,
  );
}
