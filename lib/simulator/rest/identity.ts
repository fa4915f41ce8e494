/**
 * Who calls, by the `Authorization` header.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import type { Flavour } from "../model.ts";
import type { TokenState } from "./controls.ts";

/** What the service must present: on Cloud both as basic authentication, else the token as bearer. */
export interface Credentials {
  readonly email: string;
  readonly token: string;
}

/** `refused`: wrong credentials. `nobody`: none, or dead ones; then `reason` says so. */
export type Caller =
  | { readonly kind: "account" | "refused" }
  | { readonly kind: "nobody"; readonly reason: string | null };

/** Tells who calls. */
export function identify(
  header: string | null,
  options: { credentials: Credentials; flavour: Flavour; token: TokenState },
): Caller {
  const { credentials, flavour, token } = options;
  if (header === null) return { kind: "nobody", reason: null };
  if (header !== expectedHeader(credentials, flavour) || token === "refused") {
    return { kind: "refused" };
  }
  return token === "alive"
    ? { kind: "account" }
    : { kind: "nobody", reason: "AUTHENTICATED_FAILED" };
}

function expectedHeader({ email, token }: Credentials, flavour: Flavour): string {
  if (flavour === "datacenter") return `Bearer ${token}`;
  return `Basic ${Buffer.from(`${email}:${token}`).toString("base64")}`;
}
