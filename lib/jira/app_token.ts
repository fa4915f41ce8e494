/**
 * Who may speak for an app's webhooks: Jira proves such a delivery by a token signed with the app's
 * client secret, in place of a signature. The token covers neither the body nor the address.
 *
 * Atlassian documents neither algorithm nor claims. Those that receive such webhooks found HS256 with
 * `iat` and `exp` (`ShipfoxHQ/shipfox`, `libs/api/integration/jira/src/core/webhook-processor.ts`).
 *
 * @module
 */

import type { errors } from "jose";

/**
 * Why a token is refused.
 *
 * - `missing`: there is no `Authorization: Bearer`.
 * - `malformed`: it is no JSON Web Token, or lacks `iat` or `exp`.
 * - `algorithm`: it is not signed by HS256.
 * - `mismatch`: it was signed with another secret.
 * - `expired`, `early`: it is good no longer, or not yet.
 */
export type TokenProblem =
  | "missing"
  | "malformed"
  | "algorithm"
  | "mismatch"
  | "expired"
  | "early";

/** A refusal: `reason` to decide by, `message` to show. It tells nothing of the token. */
export interface TokenRefusal {
  readonly ok: false;
  readonly reason: TokenProblem;
  readonly message: string;
}

/** The verdict. */
export type TokenVerdict = { readonly ok: true } | TokenRefusal;

/** Difference between Jira's clock and ours that does no harm, s. */
const TOLERANCE = 300;

/** Whatever `exp` says: a token that is older, in s, was kept by somebody. */
const OLDEST = 24 * 60 * 60;

/** Longer ones are no token of Jira's, whose claims are few. */
const LONGEST = 4_096;

const BEARER = /^bearer +([\w-]+\.[\w-]+\.[\w-]*)$/i;

/** Whether a call claims to come from an app's webhook. */
export function hasAppToken(headers: Headers): boolean {
  return /^bearer /i.test(headers.get("authorization") ?? "");
}

/** Verifies the token of a call. `now` in ms. */
export async function verifyAppToken(
  headers: Headers,
  { secret, now }: { readonly secret: string; readonly now: number },
): Promise<TokenVerdict> {
  if (!hasAppToken(headers)) {
    return refuse("missing", "neither X-Hub-Signature nor Authorization: Bearer was sent");
  }
  const given = headers.get("authorization")!;
  const [, token] = given.length > LONGEST ? [] : BEARER.exec(given) ?? [];
  if (token === undefined) return refuse("malformed", "Authorization holds no JSON Web Token");
  // Only apps need it: a start without one is faster.
  const { jwtVerify } = await import("jose");
  try {
    await jwtVerify(token, new TextEncoder().encode(secret), {
      algorithms: ["HS256"],
      currentDate: new Date(now),
      clockTolerance: TOLERANCE,
      maxTokenAge: OLDEST,
      requiredClaims: ["iat", "exp"],
    });
    return { ok: true };
  } catch (cause) {
    return refusalOf(cause as errors.JOSEError);
  }
}

function refusalOf(cause: errors.JOSEError): TokenRefusal {
  switch (cause.code) {
    case "ERR_JWS_SIGNATURE_VERIFICATION_FAILED":
      return refuse(
        "mismatch",
        "the token was signed with another secret; set JIRA_OAUTH_CLIENT_SECRET to the app's",
      );
    case "ERR_JWT_EXPIRED":
      return refuse("expired", "the token has expired; if it is new, set this machine's clock");
    case "ERR_JOSE_ALG_NOT_ALLOWED":
      return refuse("algorithm", "the token is not signed by HS256, the only method understood");
    case "ERR_JWT_CLAIM_VALIDATION_FAILED":
      return (cause as errors.JWTClaimValidationFailed).reason === "check_failed"
        ? refuse("early", "the token is of the future; set this machine's clock")
        : refuse("malformed", "the token lacks iat or exp");
    default:
      return refuse("malformed", "Authorization holds no JSON Web Token");
  }
}

function refuse(reason: TokenProblem, state: string): TokenRefusal {
  return { ok: false, reason, message: `Cannot verify the token: ${state}` };
}
