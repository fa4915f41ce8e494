/**
 * One request and its answer over HTTP, within a time, without following anybody elsewhere.
 *
 * @module
 */

import { joined } from "./body.ts";
import { type JiraCall, nameOf } from "./call.ts";
import type { RawAnswer } from "./judge.ts";
import { JiraError } from "./types.ts";

/** What an exchange needs of the outside. */
export interface ExchangeDeps {
  readonly fetch: typeof fetch;
  readonly now: () => number;
  /** Longest time for one request with its whole answer, ms. */
  readonly timeout: number;
}

/** What is sent. */
export interface Sending {
  readonly call: JiraCall;
  /** Address the path is put behind. */
  readonly root: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** An answer, and when it was asked for and had, on our clock, ms. */
export interface Exchange extends RawAnswer {
  readonly began: number;
  readonly ended: number;
}

/**
 * Sends a request and reads the whole answer, whatever its status.
 *
 * @throws {JiraError} `unreachable`, `unavailable` (too slow, or cut off), `malformed` (too long) or
 * `stopped`.
 */
export async function exchange(deps: ExchangeDeps, sending: Sending): Promise<Exchange> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), deps.timeout);
  const began = deps.now();
  try {
    sending.signal.throwIfAborted();
    const signal = AbortSignal.any([sending.signal, late.signal]);
    const answer = await deps.fetch(urlOf(sending), requestOf(sending, signal));
    const text = await joined(answer, sending.call);
    return { status: answer.status, headers: answer.headers, text, began, ended: deps.now() };
  } catch (cause) {
    if (sending.signal.aborted) throw stopped(sending.call, cause);
    const found = late.signal.aborted ? `no answer within ${deps.timeout / 1000} s` : null;
    throw brokenOff(sending, { cause, found });
  } finally {
    clearTimeout(timer);
  }
}

/** What a call that was stopped rejects with. */
export function stopped(call: JiraCall, cause: unknown): JiraError {
  return new JiraError("stopped", `Cannot ${call.action}: it was stopped`, { cause });
}

function urlOf({ root, call }: Sending): string {
  const query = new URLSearchParams(call.query).toString();
  return `${root}${call.path}${query === "" ? "" : `?${query}`}`;
}

function requestOf({ call, headers }: Sending, signal: AbortSignal): RequestInit {
  const hasBody = call.body !== undefined;
  return {
    method: call.method,
    headers: {
      accept: "application/json",
      ...hasBody ? { "content-type": "application/json" } : {},
      ...headers,
    },
    ...hasBody ? { body: JSON.stringify(call.body) } : {},
    // A redirect is never where Jira's API is, and the next host would be given the token.
    redirect: "manual",
    signal,
  };
}

/** Deno says why a connection failed in words only. */
const CAUSES: readonly (readonly [words: RegExp, advice: string])[] = [
  [/dns/, "There is no such host: check the address for typing errors"],
  [/refused/, "Nothing listens there: check host and port, and whether Jira is running"],
  [/not valid for name/, "Its certificate is another host's: check the address for typing errors"],
  [/expired|not valid yet/, "Renew its certificate, or set the clock of this machine"],
  [
    /certificate/,
    "Its certificate is not trusted: use one of a public authority, or name the file of your own " +
    "authority in DENO_CERT",
  ],
  [/corrupt message|HTTP version/, "Check whether it is http or https that is spoken there"],
];

/** Deno's `client error (Connect)`: there was no connection to ask anything over. */
const UNREACHABLE = /\(Connect\)|HTTP version|blocked/;

function brokenOff(
  { call, root }: Sending,
  { cause, found }: { readonly cause: unknown; readonly found: string | null },
): JiraError {
  if (cause instanceof JiraError) return cause;
  const words = found ?? innermost(cause);
  const isUnreachable = found === null && UNREACHABLE.test(words);
  const known = CAUSES.find(([pattern]) => pattern.test(words))?.[1];
  const advice = isUnreachable
    ? known ?? "Check the address, the network and a proxy in between"
    : "It is asked again later; if it lasts, look at Jira and the network";
  const reason = withoutAddress(words);
  // Without the cause, whose words are these already.
  return new JiraError(
    isUnreachable ? "unreachable" : "unavailable",
    `Cannot ${call.action}: ${reason}, asked ${nameOf(call)} at ${root}. ${advice}`,
  );
}

/** The words of the innermost error, which names the reason. */
function innermost(cause: unknown): string {
  if (!(cause instanceof Error)) return "the connection failed";
  return cause.cause instanceof Error ? innermost(cause.cause) : cause.message;
}

/** Why a `fetch` failed, in the words of the system and without the address. */
export function reasonOf(cause: unknown): string {
  return withoutAddress(innermost(cause));
}

/** What stands before the reason is the address, which is told anyway. */
function withoutAddress(words: string): string {
  return words.replace(/^.*client error \(\w+\): /, "");
}
