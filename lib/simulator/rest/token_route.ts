/**
 * How an OAuth 2.0 app renews its tokens.
 *
 * @module
 */

import { z } from "zod";
import { LIFETIME } from "./app_tokens.ts";
import { bodyOf, type Call } from "./call.ts";
import type { Reply } from "./reply.ts";

const SCOPE = "read:jira-work read:jira-user manage:jira-webhook offline_access";

const requestSchema = z.looseObject({
  grant_type: z.string(),
  client_id: z.string(),
  client_secret: z.string(),
  refresh_token: z.string(),
});

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
