/**
 * The `Authorization` header of each request.
 *
 * @module
 */

import { type ApiTokenAccess, basicOf, type PatAccess, type ScopedTokenAccess } from "./access.ts";

/** Gives the header, and another one when Jira refuses it. */
export interface Authorization {
  /** The header's value; a secret. */
  header(signal: AbortSignal): Promise<string>;
  /** After a 401: whether there may be a better header now than the `refused` one. */
  renew(refused: string, signal: AbortSignal): Promise<boolean>;
}

/** The header of a token that stays the same. */
export function fixedAuthorization(
  access: ApiTokenAccess | ScopedTokenAccess | PatAccess,
): Authorization {
  const header = access.kind === "pat" ? `Bearer ${access.token}` : `Basic ${basicOf(access)}`;
  return {
    header: () => Promise.resolve(header),
    renew: () => Promise.resolve(false),
  };
}
