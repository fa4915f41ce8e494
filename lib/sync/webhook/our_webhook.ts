/**
 * What is wanted of the webhook in Jira: the same for the service and for whoever looks at it.
 *
 * @module
 */

import type { JiraClientOptions } from "../../jira/rest/client.ts";
import { openWebhooks } from "../../jira/rest/webhooks.ts";
import type { RegistrarDeps } from "./registrar.ts";

/** How to look after the webhook in Jira. */
export type OurWebhook = Pick<RegistrarDeps, "open" | "url" | "secret" | "takesUnsigned">;

/** What the settings say of the webhook. */
export interface WebhookSettings {
  /** Where people and Jira find the service; `null`: nothing says so. */
  readonly publicUrl: string | null;
  /** What becomes of calls without a signature. */
  readonly unsigned: "refuse" | "refetch";
  /** What Jira is to sign with; `null`: not known here. */
  readonly secret: string | null;
}

/** How to look after the webhook in Jira; `null` without an address of ours. */
export function registrationOf(
  asking: JiraClientOptions,
  { publicUrl, unsigned, secret }: WebhookSettings,
): OurWebhook | null {
  if (publicUrl === null) return null;
  return {
    open: (options) => openWebhooks(asking, options),
    url: `${publicUrl}/webhook/jira`,
    secret,
    takesUnsigned: unsigned === "refetch",
  };
}
