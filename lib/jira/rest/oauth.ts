/**
 * OAuth 2.0 (3LO): access tokens live an hour, and each renewal gives another refresh token, after
 * which the one before is void. So a new one is kept before it is used, and one isolate renews.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { z } from "zod";
import { type OauthAccess, secretsOf } from "./access.ts";
import { renewToken } from "./advice.ts";
import type { Authorization } from "./authorization.ts";
import { type JiraCall, nameOf, readAnswer } from "./call.ts";
import { exchange, type ExchangeDeps } from "./exchange.ts";
import { judge } from "./judge.ts";
import { unlessStopped } from "./stop.ts";
import { JiraError } from "./types.ts";

/** Tokens as they are kept. */
export interface KeptTokens {
  /** Hash of the refresh token in the settings: another one there begins anew. */
  readonly seed: string;
  readonly refreshToken: string;
  readonly accessToken: string;
  /** When the access token ends, ms by our clock. */
  readonly expiresAt: number;
}

/** When and how tokens are renewed. */
export interface Renewal {
  /** Whether what is kept will not do. */
  readonly needed: (kept: KeptTokens | null) => boolean;
  /** Gets new tokens in place of those. */
  readonly make: (kept: KeptTokens | null) => Promise<KeptTokens>;
}

/** Keeps the tokens of one app and site, for all isolates. */
export interface TokenKeeper {
  read(): Promise<KeptTokens | null>;
  /**
   * Gives what is kept unless it will not do. Then `make` runs, in one isolate at a time, and what
   * it makes is kept before anybody gets it.
   */
  renew(renewal: Renewal): Promise<KeptTokens>;
  /** Resolves when no renewal is under way here: a store closed before that would lose its tokens. */
  idle(): Promise<void>;
}

/** What OAuth needs. */
export interface OauthDeps extends ExchangeDeps {
  readonly access: OauthAccess;
  readonly keeper: TokenKeeper;
  /** Address of Atlassian's login, without a trailing slash. */
  readonly login: string;
}

/** How long before its end a token is renewed, ms: a slow call must not outlive it. */
const MARGIN = 2 * 60_000;

/** Longest time for a renewal, ms: whoever keeps tokens lets one isolate renew for 30 s. */
const TIMEOUT = 15_000;

const CALL: JiraCall = {
  action: "renew the access to Jira",
  method: "POST",
  path: "/oauth/token",
};

const Granted: z.ZodType<{ access_token: string; refresh_token: string; expires_in: number }> = z
  .object({
    access_token: z.string().min(1),
    refresh_token: z.string().min(1),
    expires_in: z.number().positive(),
  });

/** The header of an app, renewed in time. */
export function oauthAuthorization(deps: OauthDeps): Authorization {
  const seed = createHash("sha256").update(deps.access.refreshToken).digest("hex");
  let known: KeptTokens | null = null;
  /** Given, and not kept for want of the store: asking once more would be refused. */
  let unkept: KeptTokens | null = null;
  let renewal: Promise<KeptTokens> | null = null;

  const isOurs = (kept: KeptTokens | null): kept is KeptTokens => kept?.seed === seed;
  const isGood = (kept: KeptTokens | null): kept is KeptTokens =>
    isOurs(kept) && kept.expiresAt - MARGIN > deps.now();
  const make = async (kept: KeptTokens | null) => {
    const refreshToken = isOurs(kept) ? kept.refreshToken : deps.access.refreshToken;
    return unkept ??= await grant(deps, { seed, refreshToken });
  };
  const renew = async (needed: Renewal["needed"]) => {
    const kept = await deps.keeper.renew({ needed, make });
    unkept = null;
    return known = kept;
  };
  /** Many calls wait for one renewal. */
  const together = (needed: Renewal["needed"]) =>
    renewal ??= renew(needed).finally(() => renewal = null);
  const current = async () => {
    if (!isGood(known)) known = await deps.keeper.read();
    return isGood(known) ? known : await together((kept) => !isGood(kept));
  };

  return {
    header: async (signal) => headerOf(await unlessStopped(keeping(current), signal)),
    renew: async (refused, signal) => {
      if (known === null || headerOf(known) !== refused) return true;
      const isRefused = (kept: KeptTokens | null) => !isGood(kept) || headerOf(kept) === refused;
      await unlessStopped(keeping(() => together(isRefused)), signal);
      return true;
    },
  };
}

/** Failures of the keeper in the words of this room. */
async function keeping<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof JiraError) throw cause;
    const found = cause instanceof Error ? cause.message : "unknown";
    throw new JiraError(
      "unavailable",
      `Cannot ${CALL.action}: the tokens can't be kept (${found}). It is tried again later`,
      { cause },
    );
  }
}

function headerOf({ accessToken }: KeptTokens): string {
  return `Bearer ${accessToken}`;
}

async function grant(
  deps: OauthDeps,
  { seed, refreshToken }: { readonly seed: string; readonly refreshToken: string },
): Promise<KeptTokens> {
  const { access, login } = deps;
  const call: JiraCall = {
    ...CALL,
    body: {
      grant_type: "refresh_token",
      client_id: access.clientId,
      client_secret: access.clientSecret,
      refresh_token: refreshToken,
    },
  };
  const { signal } = new AbortController();
  const timeout = Math.min(deps.timeout, TIMEOUT);
  const raw = await exchange({ ...deps, timeout }, { call, root: login, headers: {}, signal });
  if (raw.status >= 400 && raw.status < 500 && raw.status !== 429) throw ended(raw.status, deps);
  const json = judge(raw, {
    access,
    call,
    root: login,
    secrets: [...secretsOf(access), refreshToken],
    retryAfter: null,
    observedAt: raw.began,
  });
  const granted = readAnswer({ json, observedAt: raw.began, skew: 0 }, { call, shape: Granted });
  return {
    seed,
    refreshToken: granted.refresh_token,
    accessToken: granted.access_token,
    expiresAt: raw.began + granted.expires_in * 1000,
  };
}

/** A refresh token ends after 90 days without use, when it was used before, or with the consent. */
function ended(status: number, { access, login }: OauthDeps): JiraError {
  return new JiraError(
    "dead_token",
    `Cannot ${CALL.action}: Atlassian refused the refresh token or the app's secret (${status}, ` +
      `asked ${nameOf(CALL)} at ${login}). ${renewToken(access)}`,
  );
}
