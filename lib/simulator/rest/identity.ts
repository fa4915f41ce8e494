/**
 * Who calls, by the `Authorization` header.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import type { Flavour } from "../model.ts";
import type { AppTokens } from "./app_tokens.ts";
import type { TokenState } from "./controls.ts";

/** What the service must present: on Cloud both as basic authentication, else the token as bearer. */
export interface Credentials {
  readonly email: string;
  readonly token: string;
  /** What the app presents as bearer on Cloud, on behalf of the same account. */
  readonly appToken: string;
  /** What the app gets other access tokens for. */
  readonly refreshToken: string;
}

/** `app`: the account, through the app. `nobody`: no credentials, or dead ones; `reason` says so. */
export type Caller =
  | { readonly kind: "account" | "app" | "refused" }
  | { readonly kind: "nobody"; readonly reason: string | null };

/** Tells who calls. */
export function identify(
  header: string | null,
  options: { credentials: Credentials; tokens: AppTokens; flavour: Flavour; token: TokenState },
): Caller {
  const { credentials, tokens, flavour, token } = options;
  if (header === null) return { kind: "nobody", reason: null };
  const isApp = flavour === "cloud" && tokens.isGood(header.replace("Bearer ", ""));
  const isRight = isApp || header === expectedHeader(credentials, flavour);
  if (!isRight || token === "refused") return { kind: "refused" };
  if (token !== "alive") return { kind: "nobody", reason: "AUTHENTICATED_FAILED" };
  return { kind: isApp ? "app" : "account" };
}

function expectedHeader({ email, token }: Credentials, flavour: Flavour): string {
  if (flavour === "datacenter") return `Bearer ${token}`;
  return `Basic ${Buffer.from(`${email}:${token}`).toString("base64")}`;
}
