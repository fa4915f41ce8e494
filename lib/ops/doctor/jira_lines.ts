/**
 * What to say of Jira's answers. Pure.
 *
 * @module
 */

import type { JiraAccess } from "../../jira/rest/access.ts";
import type { Account, Observed, RosterProject, ServerInfo } from "../../jira/rest/types.ts";
import { identityOf, isSameJira, type JiraIdentity } from "../../mirror/home.ts";
import type { Judgement } from "../../sync/webhook/judge_registration.ts";
import { amber, type DoctorLine, green, red } from "./line.ts";
import type { Failure, Found } from "./patience.ts";

/** Clocks that differ by more than this are worth a look, ms. */
const SKEW_AMBER = 5_000;

/** Beyond this the times of changes and of the comparison can't be set beside each other, ms. */
const SKEW_RED = 60_000;

/** A Jira that refuses a token was reached all the same. */
export function isTokenRefused({ code }: Failure): boolean {
  return code === "dead_token";
}

/** Whether Jira is there, and the one it should be. */
export function serverLine(
  server: Found<ServerInfo>,
  { access, home }: {
    readonly access: JiraAccess;
    /** The Jira that the store's issues are of; `null` while that is not known. */
    readonly home: JiraIdentity | null;
  },
): DoctorLine {
  if (!server.ok) {
    return isTokenRefused(server)
      ? green("jira", "It answers; which version it is, it does not tell without a valid token.")
      : red("jira", server.message);
  }
  const { deployment, version, baseUrl } = server.value;
  const kind = deployment === "cloud" ? "Jira Cloud" : "Jira Data Center";
  const identity = identityOf(server.value);
  if (home !== null && !isSameJira(home, identity)) {
    return red(
      "jira",
      `${kind} at ${identity.url}, and the store holds the issues of ${home.url}, so nothing is ` +
        "compared. If that is the same Jira under a new address, accept it on the dashboard; else " +
        "correct JIRA_BASE_URL or JIRA_CLOUD_ID, or give it a store of its own (KV_PATH)",
    );
  }
  if (!("baseUrl" in access)) return green("jira", `${kind}, version ${version}.`);
  const what = `${kind}, version ${version}, at ${access.baseUrl}`;
  return baseUrl === null || normal(baseUrl) === normal(access.baseUrl)
    ? green("jira", `${what}.`)
    : amber(
      "jira",
      `${what}, which calls itself ${baseUrl}. If people open it there, set JIRA_BASE_URL to that, ` +
        "or the links to issues lead elsewhere",
    );
}

function normal(url: string): string {
  return (URL.parse(url)?.href ?? url).replace(/\/+$/, "");
}

/** Whose token it is. */
export function accountLine(account: Found<Observed<Account>>): DoctorLine {
  if (!account.ok) return red("token", account.message);
  const { name, timeZone } = account.value.value;
  return green("token", `Alive, of ${name}${timeZone === null ? "" : ` (${timeZone})`}.`);
}

/** Whether the account sees anything. */
export function projectsLine(projects: Found<Observed<readonly RosterProject[]>>): DoctorLine {
  if (!projects.ok) return red("projects", projects.message);
  const live = projects.value.value.filter(({ status }) => status === "live");
  if (live.length === 0) {
    return red(
      "projects",
      "The account sees no live project. Give it the permission Browse Projects in each that is to " +
        "be mirrored",
    );
  }
  const keys = live.slice(0, 5).map(({ key }) => key).join(", ");
  const more = live.length > 5 ? " …" : "";
  return green("projects", `The account sees ${live.length} (${keys}${more}).`);
}

/** How far Jira's clock and ours are apart. */
export function clockLine(server: Found<ServerInfo>): DoctorLine {
  if (!server.ok) return amber("clock", "Not checked: Jira's time was not told.");
  const { skew } = server.value;
  const apart = Math.abs(skew);
  // Jira tells whole seconds.
  const seconds = Math.round(apart / 1000);
  const is = `Jira's clock is ${seconds} s ${skew < 0 ? "behind" : "ahead of"} this one`;
  if (apart <= SKEW_AMBER) return green("clock", seconds === 0 ? "The same as Jira's." : `${is}.`);
  const todo = "Set this machine's clock by NTP; if it is, Jira's is wrong";
  return apart <= SKEW_RED ? amber("clock", `${is}. ${todo}`) : red(
    "clock",
    `${is}, so times shown and what counts as recent are wrong. ${todo}`,
  );
}

/** Whether Jira delivers to the service, once and signed. */
export function webhookLine(found: Found<Judgement>): DoctorLine {
  if (!found.ok) {
    return found.code === "forbidden"
      ? amber(
        "webhook",
        "Jira shows webhooks to administrators only. Look there yourself " +
          `(Settings → System → WebHooks), or give this account that right. ${found.message}`,
      )
      : red("webhook", found.message);
  }
  const { health: { ours, findings, daysLeft }, wanted: { jql }, isUnasked } = found.value;
  if (findings.length === 0) {
    const which = jql === "" ? "all issues and events" : `all events of issues of "${jql}"`;
    const left = daysLeft === null ? "" : ` Jira forgets it in ${daysLeft} days.`;
    const hints = ours?.isSigned === false
      ? " It is not signed, so each call is only a hint what to read (INTAKE_UNSIGNED)."
      : "";
    return green(
      "webhook",
      `Registered once, enabled, for ${which}.${left}${hints}`,
    );
  }
  const isRed = !isUnasked && findings.some(({ level }) => level === "red");
  const message = `${findings.map((finding) => finding.message).join(". ")}. ` +
    "deno task jira webhook repair mends what can be";
  return isRed ? red("webhook", message) : amber("webhook", message);
}
