/**
 * Judges what came back over HTTP: an answer of Jira, or which failure it is. Pure.
 *
 * @module
 */

import { readList, readObject, readText } from "../read.ts";
import type { JiraAccess } from "./access.ts";
import { checkAddress, grantRight, renewToken } from "./advice.ts";
import { type JiraCall, nameOf } from "./call.ts";
import { JiraError, type JiraErrorCode } from "./types.ts";

/** What to do about a 404 in Jira's own words. */
const NOT_THERE = "Jira has no such thing, or this account may not see it: look in Jira";

/** What came back. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** Whom it came back to. */
export interface JudgeContext {
  readonly call: JiraCall;
  readonly access: JiraAccess;
  /** Address the paths are put behind. */
  readonly root: string;
  /** What Jira might repeat and nobody may read. */
  readonly secrets: readonly string[];
  /** How long Jira asked to be left alone, ms. */
  readonly retryAfter: number | null;
  /** When it was asked, on Jira's clock, ms. */
  readonly observedAt: number;
}

/** Most characters of Jira's own words that an error repeats. */
const MAX_SAID = 300;

/** How Jira's login layer says that it let the caller in as nobody, or not at all. */
const SERAPH_REFUSALS = /AUTHENTICATED_FAILED|AUTHENTICATION_DENIED/;

/**
 * The JSON of an answer; `null` when it has no body.
 *
 * @throws {JiraError} When it is no answer to the question.
 */
export function judge(raw: RawAnswer, context: JudgeContext): unknown {
  const failure = failureOf(raw, context);
  if (failure !== null) throw failure;
  if (raw.text === "") return null;
  try {
    return JSON.parse(raw.text);
  } catch (cause) {
    const found = `Jira's answer is no whole JSON (${raw.text.length} characters)`;
    throw failed("malformed", {
      found,
      advice: "Check that no proxy cuts answers",
      context,
      cause,
    });
  }
}

function failureOf(raw: RawAnswer, context: JudgeContext): JiraError | null {
  const { status } = raw;
  const refusal = raw.headers.get("x-seraph-loginreason") ?? "";
  // Before the status: Jira answers a dead token with 200 and an empty list.
  if (SERAPH_REFUSALS.test(refusal)) {
    return deadToken(`Jira did not accept the token (${status}, ${clean(refusal, context)})`, {
      raw,
      context,
    });
  }
  if (status >= 300 && status < 400) return redirected(raw, context);
  if (status === 429 || status >= 500) return notNow(raw, context);
  if (status === 401) return deadToken(`Jira answered 401${said(raw, context)}`, { raw, context });
  if (isHtml(raw)) return webPage(raw, context);
  if (status === 403) {
    const found = `Jira answered 403${said(raw, context)}`;
    return failed("forbidden", { found, advice: grantRight(context.access), context, raw });
  }
  if (status >= 400) return refused(raw, context);
  return null;
}

function deadToken(
  found: string,
  { raw, context }: { readonly raw: RawAnswer; readonly context: JudgeContext },
): JiraError {
  const captcha = raw.headers.get("x-authentication-denied-reason")?.includes("CAPTCHA") === true;
  const advice = captcha
    ? "Jira wants a CAPTCHA after failed logins: log in to Jira once in a browser, as this account"
    : renewToken(context.access);
  return failed("dead_token", { found, advice, context });
}

function redirected(raw: RawAnswer, context: JudgeContext): JiraError {
  const location = raw.headers.get("location");
  const target = location === null ? null : URL.parse(location, context.root);
  if (target === null) {
    const found = `Jira answered ${raw.status} without saying where to`;
    return failed("not_jira", { found, advice: checkAddress(context.access), context });
  }
  // Without the query: a login page is given all kinds of things in it.
  const found = `Jira answered ${raw.status} and sends the caller on to ${
    clean(target.origin + target.pathname, context)
  }`;
  const moved = movedRoot(target, context);
  const advice = moved === null
    ? `That is no API: look whether a login or proxy in between sends calls there. ` +
      `Else: ${checkAddress(context.access)}`
    : `Set JIRA_BASE_URL to ${clean(moved, context)}`;
  return failed("not_jira", { found, advice, context });
}

/** The root the same path is said to lie behind; `null` when it leads to another path. */
function movedRoot({ origin, pathname }: URL, { call }: JudgeContext): string | null {
  return pathname.endsWith(call.path) ? origin + pathname.slice(0, -call.path.length) : null;
}

function notNow(raw: RawAnswer, context: JudgeContext): JiraError {
  const limited = raw.status === 429;
  return failed(limited ? "rate_limited" : "unavailable", {
    found: `Jira answered ${raw.status}${isHtml(raw) ? "" : said(raw, context)}`,
    advice: limited
      ? "Nothing to do: it is asked again later, and more slowly"
      : "It is asked again later; if it lasts, look at Jira itself",
    context,
  });
}

function webPage(raw: RawAnswer, context: JudgeContext): JiraError {
  const title = /<title[^>]*>([^<]*)/i.exec(raw.text)?.[1]?.trim() ?? "";
  const named = title === "" ? "" : `, titled "${clean(title, context)}"`;
  const found = `a web page came back (${raw.status}${named}), not Jira's API`;
  const address = checkAddress(context.access);
  // A wrong path is Jira's own page; any other comes just as well of a Jira that worked so far.
  const advice = raw.status === 404
    ? address
    : `Look whether a proxy, firewall or login in between answers for Jira. Else: ${address}`;
  return failed("not_jira", { found, advice, context });
}

function refused(raw: RawAnswer, context: JudgeContext): JiraError {
  const found = `Jira answered ${raw.status}${said(raw, context)}`;
  if (raw.status === 404) {
    const advice = isJirasError(raw) ? NOT_THERE : checkAddress(context.access);
    return failed("not_found", { found, advice, context, raw });
  }
  const advice = raw.status === 410
    ? "This path was removed there: JIRA_PAT is for Data Center, while Jira Cloud needs " +
      "JIRA_EMAIL and JIRA_API_TOKEN"
    : "If Jira's version is a supported one, this is a fault of the service: report it";
  return failed("refused", { found, advice, context });
}

interface Failure {
  readonly found: string;
  readonly advice: string;
  readonly context: JudgeContext;
  readonly cause?: unknown;
  /** The answer, where it matters whose it is. */
  readonly raw?: RawAnswer;
}

function failed(
  code: JiraErrorCode,
  { found, advice, context, cause, raw }: Failure,
): JiraError {
  const { call, root, retryAfter, observedAt } = context;
  return new JiraError(
    code,
    `Cannot ${call.action}: ${found}, asked ${nameOf(call)} at ${root}. ${advice}`,
    {
      observedAt,
      saidByJira: raw !== undefined && isJirasError(raw),
      ...cause === undefined ? {} : { cause },
      ...retryAfter === null ? {} : { retryAfter },
    },
  );
}

/** Jira's errors, those of its REST API, are of one form. */
function isJirasError({ text }: RawAnswer): boolean {
  try {
    return readList(readObject(JSON.parse(text))?.["errorMessages"], readText).length > 0;
  } catch {
    return false;
  }
}

function isHtml({ headers, text }: RawAnswer): boolean {
  return headers.get("content-type")?.includes("html") === true || /^\s*</.test(text);
}

/** Jira's own words, in quotes; empty when it used none. */
function said({ text }: RawAnswer, context: JudgeContext): string {
  const words = clean(wordsIn(text), context);
  return words === "" ? "" : `: "${words}"`;
}

/** The texts of `errorMessages`, `errors`, `message` and the like, wherever they stand. */
function wordsIn(text: string): string {
  try {
    const body: unknown = JSON.parse(text);
    return texts(body).join("; ");
  } catch {
    return /^\s*</.test(text) ? "" : text;
  }
}

function texts(value: unknown): string[] {
  if (typeof value === "string") return value === "" ? [] : [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(texts);
}

/** One line, cut to size, without anything secret. */
function clean(text: string, { secrets }: JudgeContext): string {
  const safe = secrets.reduce((rest, secret) => rest.replaceAll(secret, "***"), text);
  const line = safe.replace(/[\p{Cc}\s]+/gu, " ").trim();
  return line.length > MAX_SAID ? `${line.slice(0, MAX_SAID)}…` : line;
}
