/**
 * The tokens of an OAuth 2.0 app: access tokens live an hour, and each renewal gives another refresh
 * token and makes the one before void.
 *
 * @module
 */

import { z } from "zod";
import { bodyOf, type Call, type Reply } from "./call.ts";

/** Life of an access token, s, by Atlassian's documentation. */
const LIFETIME = 3_600;
const SCOPE = "read:jira-work read:jira-user manage:jira-webhook offline_access";

/** The tokens of the app. */
export interface AppTokens {
  /** Whether an access token is the app's and not over. */
  isGood(accessToken: string): boolean;
  /** New tokens for a refresh token; `null` when it is void. */
  renew(refreshToken: string): { accessToken: string; refreshToken: string } | null;
}

const requestSchema = z.looseObject({
  grant_type: z.string(),
  client_id: z.string(),
  client_secret: z.string(),
  refresh_token: z.string(),
});

/** Tokens that begin with a pair; the first access token holds for as long as it is needed. */
export function createAppTokens(
  options: { accessToken: string; refreshToken: string; now: () => number },
): AppTokens {
  const { now } = options;
  const ends = new Map([[options.accessToken, Infinity]]);
  let [refreshToken, renewals] = [options.refreshToken, 0];
  return {
    isGood: (accessToken) => (ends.get(accessToken) ?? 0) > now(),
    renew: (given) => {
      if (given !== refreshToken) return null;
      renewals += 1;
      refreshToken = `${options.refreshToken}-${renewals}`;
      const accessToken = `${options.accessToken}-${renewals}`;
      ends.set(accessToken, now() + LIFETIME * 1_000);
      return { accessToken, refreshToken };
    },
  };
}

/** `POST /oauth/token`, as Atlassian's login answers it. */
export function grantTokens(call: Call): Reply {
  const { app, tokens } = call.context;
  const request = bodyOf(call, requestSchema);
  if (request.client_id !== app.id || request.client_secret !== app.secret) {
    return { status: 401, body: { error: "access_denied", error_description: "Unauthorized" } };
  }
  const granted = request.grant_type === "refresh_token"
    ? tokens.renew(request.refresh_token)
    : null;
  if (granted === null) {
    const error_description = "Unknown or invalid refresh token.";
    return { status: 403, body: { error: "unauthorized_client", error_description } };
  }
  return {
    status: 200,
    body: {
      access_token: granted.accessToken,
      refresh_token: granted.refreshToken,
      expires_in: LIFETIME,
      token_type: "Bearer",
      scope: SCOPE,
    },
  };
}
