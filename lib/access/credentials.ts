/**
 * The secret Jira signs with and the administrator's token: as set, or made at the first start. What
 * was made is kept until somebody was shown it, and from then on the token only as a hash.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { randomText } from "../store/ids.ts";
import { configKey } from "../store/keys.ts";
import { createOnce } from "../store/once.ts";
import { proofOf } from "../store/proof.ts";
import type { Store } from "../store/types.ts";

/** What the settings say; empty or `null` where they say nothing. */
export interface GivenCredentials {
  /** Newest first. */
  readonly secrets: readonly string[];
  readonly adminToken: string | null;
}

/** The credentials of a service. */
export interface Credentials {
  /** Secrets that sign webhooks, newest first. */
  readonly secrets: readonly string[];
  /** SHA-256 of the administrator's token, in hex. */
  readonly adminHash: string;
  /** What was made here and not yet shown to anybody. */
  readonly unshown: { readonly secret: string | null; readonly adminToken: string | null };
  /** Says that somebody has seen them: they are not shown again. */
  markShown(): Promise<void>;
}

interface MadeSecret {
  readonly secret: string;
  readonly shown: boolean;
}

type MadeToken = { readonly token: string } | { readonly hash: string };

const SECRET = configKey("webhook_secret");
const TOKEN = configKey("admin_token");

/** Reads the credentials of a store, making what is missing. */
export async function openCredentials(
  store: Store,
  given: GivenCredentials,
): Promise<Credentials> {
  const secret = given.secrets.length > 0 ? null : await madeSecret(store);
  const token = given.adminToken === null ? await madeToken(store) : { token: given.adminToken };
  const unshown = {
    secret: secret === null || secret.shown ? null : secret.secret,
    adminToken: given.adminToken === null && "token" in token ? token.token : null,
  };
  return {
    secrets: secret === null ? given.secrets : [secret.secret],
    adminHash: "token" in token ? hashToken(token.token) : token.hash,
    unshown,
    markShown: () => markShown(store, unshown),
  };
}

/** SHA-256 of a token, in hex. */
export function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

async function madeSecret(store: Store): Promise<MadeSecret> {
  const make = () => ({ secret: randomText(24), shown: false });
  return (await createOnce<MadeSecret>(store, { key: SECRET, make })).value;
}

async function madeToken(store: Store): Promise<MadeToken> {
  const make = () => ({ token: randomText(24) });
  return (await createOnce<MadeToken>(store, { key: TOKEN, make })).value;
}

async function markShown(store: Store, unshown: Credentials["unshown"]): Promise<void> {
  const { secret, adminToken } = unshown;
  const sets = [
    ...secret === null ? [] : [{ key: SECRET, value: { secret, shown: true } }],
    ...adminToken === null ? [] : [{ key: TOKEN, value: { hash: hashToken(adminToken) } }],
  ];
  const [first] = sets;
  if (first === undefined) return;
  await store.commit({ sets }, proofOf(first));
}
