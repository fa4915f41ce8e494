/**
 * Clients for tests of what goes wrong, and what their errors must be like.
 *
 * @module
 */

import assert from "node:assert/strict";
import type { JiraAccess } from "../lib/jira/rest/access.ts";
import { createJiraClient } from "../lib/jira/rest/client.ts";
import { JiraError, type JiraErrorCode } from "../lib/jira/rest/types.ts";

/** A search for everything. */
export const SEARCH = { query: {}, detail: "ids", cursor: null } as const;

/** Never aborted. */
export const { signal } = new AbortController();
/** The token of {@linkcode clientOf}, which nobody may read. */
export const SECRET = "s3cr3t-t0k3n";

/** A client whose clock moves by its own pauses only. */
export function clientOf(
  baseUrl: string,
  options: { readonly pat?: true; readonly timeout?: number } = {},
) {
  const access: JiraAccess = options.pat === true
    ? { kind: "pat", baseUrl, token: SECRET }
    : { kind: "api_token", baseUrl, email: "bot@example.com", token: SECRET };
  let now = Date.now();
  return createJiraClient({
    access,
    now: () => now,
    wait: (ms) => Promise.resolve(void (now += ms)),
    budget: { perSecond: 1e6, concurrency: 4 },
    ...options.timeout === undefined ? {} : { timeout: options.timeout },
  });
}

/** One clear message: which call, what came back, what to do; and never the token. */
export function clear(code: JiraErrorCode, ...says: readonly RegExp[]) {
  return (cause: unknown) => {
    assert.ok(cause instanceof JiraError, String(cause));
    assert.equal(cause.code, code, cause.message);
    for (const words of [/^Cannot [a-z' ]+: /, ...says]) assert.match(cause.message, words);
    assert.ok(!cause.message.includes(SECRET) && !cause.message.includes("\n"), cause.message);
    return true;
  };
}
