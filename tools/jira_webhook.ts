/**
 * What `deno task jira webhook` does.
 *
 * @module
 */

import { checkRegistration } from "../lib/jira/rest/check_registration.ts";
import {
  WANTED_EVENTS,
  type WantedRegistration,
  type Webhooks,
} from "../lib/jira/rest/registration.ts";
import { repairRegistration } from "../lib/jira/rest/repair_registration.ts";
import type { Say } from "../lib/ops/say.ts";
import type { Settings } from "../lib/ops/settings.ts";
import { checkLines, listLines } from "./jira_lines.ts";
import type { WebhookCommand } from "./jira_options.ts";

/** Where the tool writes, and its clock. */
export interface Terminal {
  /** What was asked for. */
  readonly out: Say;
  /** What is wrong. */
  readonly say: Say;
  /** Our clock, ms. */
  readonly now: () => number;
}

/** What is to be done. */
export interface WebhookTask extends Terminal {
  readonly command: WebhookCommand;
  readonly settings: Settings;
  readonly signal: AbortSignal;
}

/** Does it, and gives the exit code. */
export async function actOnWebhook(webhooks: Webhooks, task: WebhookTask): Promise<number> {
  const { command, now, out, signal } = task;
  const wanted = wantedOf(webhooks, task);
  const registrations = await webhooks.list({ signal });
  const health = checkRegistration(registrations, { wanted, kind: webhooks.kind, now: now() });
  const ours = health.ours === null ? [] : [health.ours, ...health.copies];
  switch (command.action) {
    case "list":
      for (const line of listLines(registrations)) out(line);
      return 0;
    case "check":
      for (const line of checkLines(health)) out(line);
      return health.findings.length === 0 ? 0 : 1;
    case "delete":
      return await remove(webhooks, {
        ...task,
        ids: command.id === null ? ours.map(({ id }) => id) : [command.id],
      });
    case "create":
      if (ours.length === 0) return await make(webhooks, { ...task, wanted });
      task.say(`There is one for ${wanted.url} already: check and repair look after it`);
      return 1;
    case "repair":
      return await make(webhooks, { ...task, wanted });
  }
}

async function remove(
  webhooks: Webhooks,
  { ids, out, signal }: WebhookTask & { readonly ids: readonly string[] },
): Promise<number> {
  for (const id of ids) {
    await webhooks.delete(id, { signal });
    out(`Deleted ${id}`);
  }
  if (ids.length === 0) out("Nothing to delete: no webhook delivers there");
  return 0;
}

async function make(
  webhooks: Webhooks,
  { wanted, out, say, now, signal }: WebhookTask & { readonly wanted: WantedRegistration },
): Promise<number> {
  const problem = cannotMake(webhooks.kind, wanted);
  if (problem !== null) {
    say(problem);
    return 2;
  }
  const done = await repairRegistration(webhooks, { wanted, now: now(), signal });
  for (const line of done.length === 0 ? ["Nothing to repair"] : done) out(line);
  return 0;
}

/** What would make a webhook that does not work. */
function cannotMake(
  kind: Webhooks["kind"],
  { url, jql, secret }: WantedRegistration,
): string | null {
  if (kind !== "datacenter" && kind !== "server" && !url.startsWith("https://")) {
    return `Cannot register ${url}: Jira Cloud delivers to https:// only`;
  }
  if (kind === "app" && jql === "") {
    return "Cannot register for all issues: an app's webhook needs --jql, such as " +
      '--jql "project IN (ABC, XYZ)"';
  }
  if (secret === null && kind !== "app" && kind !== "server") {
    return "Cannot register without a secret: set JIRA_WEBHOOK_SECRET to the one of the service, " +
      "which it showed at its first start";
  }
  return null;
}

function wantedOf({ kind }: Webhooks, { command, settings }: WebhookTask): WantedRegistration {
  return {
    name: "Boardcast",
    url: command.url ?? `${settings.publicUrl ?? ""}/webhook/jira`,
    events: WANTED_EVENTS[kind],
    jql: command.jql,
    secret: settings.webhookSecrets[0] ?? null,
  };
}
