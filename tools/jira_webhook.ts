/**
 * What `deno task jira webhook` does.
 *
 * @module
 */

import { checkRegistration, type RegistrationHealth } from "../lib/jira/rest/check_registration.ts";
import type { Registration, WantedRegistration, Webhooks } from "../lib/jira/rest/registration.ts";
import { repairRegistration } from "../lib/jira/rest/repair_registration.ts";
import { cannotRegister, wantedRegistration } from "../lib/jira/rest/wanted_registration.ts";
import type { Say } from "../lib/ops/say.ts";
import type { Settings } from "../lib/ops/settings.ts";
import { checkLines, failedLines, listLines } from "./jira_lines.ts";
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
  /** Notes that no webhook is wanted, where the service would make an app's one again. */
  readonly forget: () => Promise<void>;
}

/** Does it, and gives the exit code. */
export async function actOnWebhook(webhooks: Webhooks, task: WebhookTask): Promise<number> {
  const { command, out, signal } = task;
  const registrations = await webhooks.list({ signal });
  const { wanted, health } = judge(webhooks, { ...task, registrations });
  const ours = health.ours === null ? [] : [health.ours, ...health.copies];
  switch (command.action) {
    case "list":
      for (const line of listLines(registrations)) out(line);
      return 0;
    case "check":
      for (const line of checkLines(health)) out(line);
      for (const line of failedLines(await webhooks.failed(0, { signal }))) out(line);
      return health.findings.length === 0 ? 0 : 1;
    case "delete":
      return await remove(webhooks, { ...task, ours: ours.map(({ id }) => id) });
    case "create":
      if (ours.length === 0) return await make(webhooks, { ...task, wanted });
      task.say(`There is one for ${wanted.url} already: check and repair look after it`);
      return 1;
    case "repair":
      return await make(webhooks, { ...task, wanted, replaced: replacedBy(command, health) });
  }
}

function judge(
  webhooks: Webhooks,
  task: WebhookTask & { readonly registrations: readonly Registration[] },
) {
  const { kind } = webhooks;
  const takesUnsigned = task.settings.unsigned === "refetch";
  const check = (jql: string) => {
    const wanted = wantedOf(webhooks, { ...task, jql });
    const by = { wanted, kind, takesUnsigned, now: task.now() };
    return { wanted, health: checkRegistration(task.registrations, by) };
  };
  const { jql } = task.command;
  return check(jql ?? check("").health.ours?.jql ?? "");
}

/**
 * The registration that another JQL was asked for: it gives way to a new one, which the service takes
 * for made on purpose. One that it knows and finds changed would raise the alarm.
 */
function replacedBy({ jql }: WebhookCommand, { ours }: RegistrationHealth): string | null {
  return ours === null || jql === null || jql.trim() === ours.jql.trim() ? null : ours.id;
}

async function remove(
  webhooks: Webhooks,
  { ours, command, out, signal, forget }: WebhookTask & { readonly ours: readonly string[] },
): Promise<number> {
  const ids = command.id === null ? ours : [command.id];
  if (ours.every((id) => ids.includes(id))) await forget();
  for (const id of ids) {
    await webhooks.delete(id, { signal });
    out(`Deleted ${id}`);
  }
  if (ids.length === 0) out("Nothing to delete: no webhook delivers there");
  return 0;
}

async function make(
  webhooks: Webhooks,
  task: WebhookTask & {
    readonly wanted: WantedRegistration;
    /** Gives way to a new one. */
    readonly replaced?: string | null;
  },
): Promise<number> {
  const { wanted, replaced = null, out, say, now, signal } = task;
  const problem = cannotRegister(webhooks.kind, wanted);
  if (problem !== null) {
    say(problem);
    return 2;
  }
  if (replaced !== null) {
    const id = await webhooks.create(wanted, { signal });
    await webhooks.delete(replaced, { signal });
    out(`Put ${id} in place of ${replaced}`);
  }
  const done = await repairRegistration(webhooks, { wanted, now: now(), signal });
  if (done.length === 0 && replaced !== null) return 0;
  for (const line of done.length === 0 ? ["Nothing to repair"] : done) out(line);
  return 0;
}

function wantedOf(
  { kind }: Webhooks,
  { command, settings, jql }: WebhookTask & { readonly jql: string },
): WantedRegistration {
  return wantedRegistration(kind, {
    url: command.url ?? `${settings.publicUrl ?? ""}/webhook/jira`,
    jql,
    secret: settings.webhookSecrets[0] ?? null,
  });
}
