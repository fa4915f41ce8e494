/**
 * Where webhooks go, and how each of them proves to come from Jira.
 *
 * @module
 */

import { HUB_HEADER, sign } from "../jira/signature.ts";
import type { SimEvent } from "./site_state.ts";

/** A body that was given up after all its attempts. */
export interface GivenUp {
  /** Its `X-Atlassian-Webhook-Identifier`. */
  readonly id: string;
  readonly body: string;
}

/** One receiver of one event. */
export interface Target {
  readonly url: string;
  /** The text that is sent. */
  write(event: SimEvent): string;
  /** The headers that prove who sends; the body is given in bytes. */
  prove(body: Uint8Array): Promise<Readonly<Record<string, string>>>;
  /** Told of a delivery that Jira gave up. */
  onGivenUp?(delivery: GivenUp): void;
}

/** An admin webhook; without a secret it is unsigned. */
export function adminTarget(
  options: { url: string; secret: string | null; excludeBody?: boolean },
): Target {
  const { url, secret, excludeBody = false } = options;
  return {
    url,
    write: ({ body }) => excludeBody ? "" : JSON.stringify(body),
    prove: (body) => Promise.resolve(secret === null ? {} : { [HUB_HEADER]: sign(body, secret) }),
  };
}
