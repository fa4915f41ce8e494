/**
 * Deliveries to the webhooks of an OAuth app. Their token proves who calls, and not what is said: so
 * they are hints which issues to read, and no more.
 *
 * @module
 */

import type { Context } from "hono";
import { z } from "zod";
import { verifyAppToken } from "../lib/jira/app_token.ts";
import { JiraError } from "../lib/jira/rest/types.ts";
import { type Refusal, refuse } from "./answers.ts";
import { type HintDeps, takeHint } from "./hint.ts";

/** Which of the app's webhooks an event is for; an app has a hundred at most. */
const Matched = z.object({ matchedWebhookIds: z.array(z.number().int()).min(1).max(100) });

/** What taking them needs. */
export interface AppDeliveryDeps extends HintDeps {
  /** The app's client secret. */
  readonly secret: string;
  readonly now: () => number;
  /** Told of each verified delivery. */
  readonly heard: () => void;
  /** Whether one of those webhooks is ours; `null` when nothing says which are. */
  readonly owns: ((ids: readonly string[]) => Promise<boolean>) | null;
}

/** Takes deliveries to an app's webhooks. */
export interface AppDeliveries {
  /** Why a call is not from Jira; `null`: it is. */
  verify(headers: Headers): Promise<Refusal | null>;
  /** Takes the body of a verified call; `refuse` answers what proves to be somebody else's. */
  take(c: Context, call: AppCall): Promise<Response>;
}

/** The body of a verified call. */
export interface AppCall {
  readonly raw: Uint8Array;
  readonly refuse: (refusal: Refusal) => Response;
}

const NOT_OURS: Refusal = {
  status: 401,
  code: "token_not_ours",
  message: "Cannot accept: the delivery is for none of the webhooks that this service has " +
    "registered. See deno task jira webhook list.",
};

const NO_ADDRESS: Refusal = {
  status: 503,
  code: "no_public_url",
  message: "Cannot tell which of the app's webhooks are this service's: set PUBLIC_URL, and " +
    "restart.",
  retryAfter: 60,
};

/** Makes what takes them. */
export function createAppDeliveries(deps: AppDeliveryDeps): AppDeliveries {
  const { secret, now } = deps;
  return {
    verify: async (headers) => {
      const verdict = await verifyAppToken(headers, { secret, now: now() });
      if (verdict.ok) return null;
      return { status: 401, code: `token_${verdict.reason}`, message: verdict.message };
    },
    take: (c, { raw, refuse }) =>
      takeHint(deps, {
        c,
        raw,
        check: async (body) => {
          const answer = await checkOwner(deps, { c, body, refuse });
          if (answer === null) deps.heard();
          return answer;
        },
      }),
  };
}

async function checkOwner(
  { owns, count }: AppDeliveryDeps,
  call: Pick<AppCall, "refuse"> & { readonly c: Context; readonly body: unknown },
): Promise<Response | null> {
  const later = (refusal: Refusal) => {
    count("busy");
    return refuse(call.c, refusal);
  };
  if (owns === null) return later(NO_ADDRESS);
  const { data } = Matched.safeParse(call.body);
  try {
    const isOurs = data !== undefined && await owns(data.matchedWebhookIds.map(String));
    return isOurs ? null : call.refuse(NOT_OURS);
  } catch (cause) {
    if (!(cause instanceof JiraError)) throw cause;
    return later({
      status: 503,
      code: "cannot_tell",
      message: `Cannot tell whether the delivery is for this service. ${cause.message}.`,
      retryAfter: 60,
    });
  }
}
