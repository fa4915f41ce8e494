/**
 * Who a token belongs to. There is one, the administrator's, which may see everything.
 *
 * @module
 */

import { timingSafeEqual } from "node:crypto";
import type { Grant } from "../mirror/grant.ts";
import { hashToken } from "./credentials.ts";

/** Finds the grant behind a token; `null` for a token nobody has. */
export type Authenticate = (token: string) => Grant | null;

/** Makes the check against the hash of the administrator's token. */
export function createAuthenticate(adminHash: string): Authenticate {
  const known = Uint8Array.fromHex(adminHash);
  return (token) => {
    if (!timingSafeEqual(Uint8Array.fromHex(hashToken(token)), known)) return null;
    return { token: "admin", projects: "all", levels: "all", expires: null };
  };
}

/** The token of an `Authorization: Bearer` header; `null` when there is none. */
export function bearerToken(headers: Headers): string | null {
  const match = /^Bearer +(\S+)$/i.exec(headers.get("authorization") ?? "");
  return match?.[1] ?? null;
}
