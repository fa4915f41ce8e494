/**
 * What the service says on the terminal.
 *
 * @module
 */

/** What was wrong with the settings, all at once. */
export function misconfigured(problems: readonly string[]): string {
  const list = problems.map((problem) => `  - ${problem}`).join("\n");
  return `Cannot start: ${count(problems.length)} wrong.\n${list}\n` +
    "docs/settings.md lists every setting and its default.";
}

/** How to have the mirror compared with Jira. */
export const NO_ACCESS =
  "set JIRA_BASE_URL with JIRA_EMAIL and JIRA_API_TOKEN, or with JIRA_PAT, to find what webhooks miss";

/** The same where the address is known already. */
const NO_TOKEN = "JIRA_BASE_URL is set, but no token is. Set JIRA_EMAIL and JIRA_API_TOKEN, or " +
  "JIRA_PAT, to find what webhooks miss";

/** What the administrator has to know at a start. */
export interface StartNews {
  readonly url: string;
  readonly store: string;
  readonly queue: string;
  /** Shown only at the start that made them. */
  readonly newSecret: string | null;
  readonly newToken: string | null;
  readonly comparesWithJira: boolean;
  /** Where Jira is, if that is set. */
  readonly jiraBaseUrl: string | null;
  readonly watchesWebhook: boolean;
}

/** What is running where, and what to do next. */
export function listening(news: StartNews): string {
  const { url } = news;
  const lines = [
    `Boardcast is running (store: ${news.store}, queue: ${news.queue}).`,
    `  Dashboard  ${url}/${news.newToken === null ? "" : `#token=${news.newToken}`}`,
    `  Webhook    ${url}/webhook/jira`,
  ];
  if (news.newToken !== null) {
    lines.push(`  Admin token     ${news.newToken}   (shown this once: keep it)`);
  }
  if (news.newSecret !== null) {
    lines.push(`  Webhook secret  ${news.newSecret}   (shown this once: give it to Jira)`);
    lines.push(
      "Next: in Jira, Settings → System → WebHooks, create one with this address and secret.\n" +
        "Then deno task doctor looks at the set-up and says what is missing.",
    );
  }
  if (!news.comparesWithJira) {
    const advice = news.jiraBaseUrl === null ? NO_ACCESS : NO_TOKEN;
    lines.push(`Not compared with Jira: ${advice}.`);
  } else if (!news.watchesWebhook) {
    lines.push("The webhook in Jira is not looked after: set PUBLIC_URL to where Jira delivers.");
  }
  return lines.join("\n");
}

/** Why nothing can be listened on; `null` when it is none of the reasons people can mend. */
export function cannotListen(
  cause: unknown,
  { host, port }: { readonly host: string; readonly port: number },
): string | null {
  if (cause instanceof Deno.errors.AddrInUse) {
    return `Cannot listen on port ${port}: it is taken. Choose another with PORT.`;
  }
  if (cause instanceof Deno.errors.AddrNotAvailable) {
    return `Cannot listen on ${host}: this machine has no such address. Correct HOST.`;
  }
  // There is no class of its own for this one.
  if (cause instanceof Error && cause.message.includes("lookup address")) {
    return `Cannot listen on ${host}: no address is known by that name. Correct HOST.`;
  }
  if (cause instanceof Deno.errors.PermissionDenied) {
    return `Cannot listen on port ${port}: this process has no right to. ` +
      "Choose one from 1024 on with PORT, and put a proxy before it.";
  }
  return null;
}

function count(problems: number): string {
  return problems === 1 ? "1 setting is" : `${problems} settings are`;
}
