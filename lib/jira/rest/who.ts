/**
 * Who the service is to Jira, and which Jira it is.
 *
 * @module
 */

import { ATLASSIAN, deploymentOf, type JiraAccess } from "./access.ts";
import { renewToken } from "./advice.ts";
import { type Ask, type JiraCall, readAnswer } from "./call.ts";
import { Myself, Server, Tenant } from "./shapes.ts";
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
  const myself = readAnswer(answer, { call, shape: Myself });
  // Each is an empty text where it is not used: names on Cloud, account ids on Data Center.
  const id = [myself.accountId, myself.name, myself.key].find(isText);
  // Cloud gives a caller without an account this id, and 200.
  if (id === undefined || id === "anonymous" || myself.accountId === "unknown") {
    throw new JiraError(
      "dead_token",
      `Cannot ${call.action}: Jira takes the caller for nobody. ${renewToken(access)}`,
    );
  }
  const name = [myself.displayName, myself.name].find(isText) ?? id;
  const account = { id, name, timeZone: myself.timeZone ?? null };
  return { value: account, observedAt: answer.observedAt };
}

function isText(text: string | null | undefined): text is string {
  return typeof text === "string" && text !== "";
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
  const deployment = kindOf(server.deploymentType) ?? deploymentOf(access);
  if (deployment !== deploymentOf(access)) throw otherJira(deployment, call);
  const cloudId = await readCloudId(ask, { access, signal });
  const asked = "baseUrl" in access ? access.baseUrl : null;
  const atGateway = cloudId === null ? null : `${ATLASSIAN.gateway}/ex/jira/${cloudId}`;
  return {
    deployment,
    version: server.version,
    baseUrl: server.baseUrl ?? null,
    cloudId,
    addresses: [server.baseUrl, server.displayUrl, asked, atGateway].filter(isText),
    skew: answer.skew,
  };
}

/** The site's own address tells it, in a place that Atlassian names in its help and not in its API. */
async function readCloudId(
  ask: Ask,
  { access, signal }: { readonly access: JiraAccess; readonly signal: AbortSignal },
): Promise<string | null> {
  if (access.kind === "pat") return null;
  if (access.kind !== "api_token") return access.cloudId;
  const call: JiraCall = {
    action: "read the site's cloud id",
    method: "GET",
    path: "/_edge/tenant_info",
  };
  try {
    return readAnswer(await ask(call, signal), { call, shape: Tenant }).cloudId;
  } catch (cause) {
    if (!(cause instanceof JiraError) || cause.code === "stopped") throw cause;
    // Its address must do then.
    return null;
  }
}

/** Data Center says `Server` or `Data Center`, by license; very old ones say nothing. */
function kindOf(type: string | null | undefined): ServerInfo["deployment"] | null {
  if (!isText(type)) return null;
  return type.toLowerCase() === "cloud" ? "cloud" : "datacenter";
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
