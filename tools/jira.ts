/**
 * `deno task jira`: registers the service's webhook in Jira, checks and repairs it.
 *
 * @module
 */

import type { JiraAccess } from "../lib/jira/rest/access.ts";
import type { JiraClientOptions } from "../lib/jira/rest/client.ts";
import { JiraError } from "../lib/jira/rest/types.ts";
import { openWebhooks } from "../lib/jira/rest/webhooks.ts";
import { type Say, sayTo } from "../lib/ops/say.ts";
import { readSettings, type Settings } from "../lib/ops/settings.ts";
import { strayWords } from "../lib/ops/stray_settings.ts";
import { misconfigured } from "../lib/ops/words.ts";
import { SITE } from "../lib/service.ts";
import { randomText } from "../lib/store/ids.ts";
import { openStore } from "../lib/store/open.ts";
import { StoreError } from "../lib/store/types.ts";
import { jiraOptionsOf } from "../lib/sync/client/jira_access.ts";
import { changeRegistrationState } from "../lib/sync/webhook/registration_state.ts";
import { readJiraOptions, USAGE, type WebhookCommand } from "./jira_options.ts";
import { actOnWebhook, type Terminal } from "./jira_webhook.ts";

/** What the outside gives the tool. */
export interface JiraTool extends Terminal {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Does what the command line says, and gives the exit code. */
export async function runJira(tool: JiraTool): Promise<number> {
  const { out, say } = tool;
  const command = readJiraOptions(tool.args);
  if (command.t === "help") return end(out, { text: USAGE, code: 0 });
  if (command.t === "wrong") return end(say, { text: `${command.message}\n\n${USAGE}`, code: 2 });
  const read = readSettings(tool.env);
  for (const words of strayWords(tool.env)) say(words);
  if (!read.ok) return end(say, { text: misconfigured(read.problems), code: 2 });
  const { settings } = read;
  if (settings.jira === null) return end(say, { text: NO_ACCESS, code: 2 });
  const wrong = wrongAddress(command, settings);
  if (wrong !== null) return end(say, { text: wrong, code: 2 });
  try {
    return await withClient({ settings, access: settings.jira, tool }, async (client, forget) => {
      const { signal } = new AbortController();
      const webhooks = await openWebhooks(client, { signal });
      return await actOnWebhook(webhooks, { ...tool, command, settings, signal, forget });
    });
  } catch (cause) {
    if (cause instanceof JiraError || cause instanceof StoreError) {
      return end(say, { text: cause.message, code: 3 });
    }
    throw cause;
  }
}

const NO_ACCESS =
  "Cannot ask Jira: no credentials are set. Set JIRA_BASE_URL with JIRA_EMAIL and " +
  "JIRA_API_TOKEN, or with JIRA_PAT, or JIRA_OAUTH_* with JIRA_CLOUD_ID";

function end(say: Say, { text, code }: { readonly text: string; readonly code: number }): number {
  say(text.trimEnd());
  return code;
}

/** An app's tokens are in the store: whoever renews them without it makes the kept ones void. */
async function withClient<T>(
  { settings, access, tool }: {
    readonly settings: Settings;
    readonly access: JiraAccess;
    readonly tool: JiraTool;
  },
  run: (client: JiraClientOptions, forget: () => Promise<void>) => Promise<T>,
): Promise<T> {
  const owner = `tool-${randomText(8)}`;
  const asking = { now: tool.now, site: SITE, newId: () => owner };
  if (access.kind !== "oauth") {
    return await run(jiraOptionsOf(access, { ...asking, store: null }), () => Promise.resolve());
  }
  const store = await openStore({ path: settings.kvPath });
  try {
    return await run(jiraOptionsOf(access, { ...asking, store }), async () => {
      await changeRegistrationState({ ...asking, store }, () => ({ jql: null }));
    });
  } finally {
    await store.close();
  }
}

function wrongAddress({ action, url, id }: WebhookCommand, { publicUrl }: Settings): string | null {
  return url !== null || publicUrl !== null || action === "list" || id !== null
    ? null
    : "Cannot tell where Jira delivers to: set PUBLIC_URL to the service's address, or give --url";
}

if (import.meta.main) {
  Deno.exit(
    await runJira({
      args: Deno.args,
      env: Deno.env.toObject(),
      out: sayTo(Deno.stdout),
      say: sayTo(Deno.stderr),
      now: Date.now,
    }),
  );
}
