/**
 * What `deno task jira` is told on its command line.
 *
 * @module
 */

import { parseArgs } from "node:util";

/** What is printed for `--help`. */
export const USAGE = `Registers the service's webhook in Jira.

  deno task jira webhook <action> [options]

  list      what is registered in Jira
  check     whether it is there once, enabled, with the right events, JQL and a secret
  create    registers it, unless it is there already
  repair    creates, changes, renews and deletes until check finds nothing
  delete    deletes what delivers to --url

  --url <address>   where Jira delivers to (default: PUBLIC_URL and /webhook/jira)
  --jql <JQL>       only issues that match ("": all of them); as it is, or all of them, unless given
  --id <id>         delete: this one, whatever it delivers to
  --help            this text

It reads the service's settings: JIRA_BASE_URL with JIRA_EMAIL and JIRA_API_TOKEN or JIRA_PAT, or
JIRA_OAUTH_*; JIRA_WEBHOOK_SECRET, which Jira is to sign with; PUBLIC_URL. The account must be a Jira
administrator.

Exit codes: 0 done; 1 check found something, or create one that is there already; 2 wrong usage or
settings; 3 Jira refused or is away.
`;

const ACTIONS = ["list", "check", "create", "repair", "delete"] as const;

/** Something to be done with the webhook. */
export interface WebhookCommand {
  readonly t: "webhook";
  readonly action: typeof ACTIONS[number];
  /** `null`: as the settings have it. */
  readonly url: string | null;
  /** `null`: as it is in Jira. */
  readonly jql: string | null;
  /** `null`: whatever delivers to the address. */
  readonly id: string | null;
}

/** What a command line asks for. */
export type JiraCommand =
  | WebhookCommand
  | { readonly t: "help" }
  | { readonly t: "wrong"; readonly message: string };

/** Reads a command line. */
export function readJiraOptions(args: readonly string[]): JiraCommand {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        url: { type: "string" },
        jql: { type: "string" },
        id: { type: "string" },
        help: { type: "boolean", default: false },
      },
    });
    if (values.help) return { t: "help" };
    const [what, word, ...more] = positionals;
    const action = ACTIONS.find((one) => one === word);
    const told = positionals.join(" ");
    if (told === "") return wrong("Nothing to do: say deno task jira webhook check, for instance");
    if (what === "webhook" && word === undefined) {
      return wrong(`webhook needs an action: ${ACTIONS.join(", ")}`);
    }
    if (what !== "webhook" || action === undefined || more.length > 0) {
      return wrong(`Not known: ${told}`);
    }
    if (values.url !== undefined && !/^https?:$/.test(URL.parse(values.url)?.protocol ?? "")) {
      return wrong(`--url ${values.url}: not an address such as https://boardcast.example.com/…`);
    }
    if (values.id !== undefined && action !== "delete") return wrong("--id goes with delete only");
    return {
      t: "webhook",
      action,
      url: values.url ?? null,
      jql: values.jql ?? null,
      id: values.id ?? null,
    };
  } catch (error) {
    return wrong(error instanceof Error ? error.message : String(error));
  }
}

function wrong(message: string): JiraCommand {
  return { t: "wrong", message };
}
