/**
 * One question to Jira, as the layers of the client pass it on.
 *
 * @module
 */

import type { z } from "zod";
import { JiraError } from "./types.ts";

/** A question. */
export interface JiraCall {
  /** What it is for, as in `Cannot <action>: …`. */
  readonly action: string;
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** From the root of the API, such as `/rest/api/2/myself`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** Jira's answer to it. */
export interface JiraAnswer {
  /** Parsed; `null` for an answer without a body. */
  readonly json: unknown;
  /** When the request began, on Jira's clock, ms. */
  readonly observedAt: number;
  /** Jira's clock less ours, ms. */
  readonly skew: number;
}

/** Asks Jira. Rejects with {@linkcode JiraError}. */
export type Ask = (call: JiraCall, signal: AbortSignal) => Promise<JiraAnswer>;

/** The call as logs and errors name it. */
export function nameOf({ method, path }: JiraCall): string {
  return `${method} ${path}`;
}

/**
 * What an answer says, in the shape that is used of it.
 *
 * @throws {JiraError} `malformed`, naming the first thing that is not as it should be.
 */
export function readAnswer<T>(
  answer: JiraAnswer,
  { call, shape }: { readonly call: JiraCall; readonly shape: z.ZodType<T> },
): T {
  const read = shape.safeParse(answer.json);
  if (read.success) return read.data;
  throw notAsExpected(read.error, { call, path: (path) => path });
}

/** Part of a list in an answer. */
export interface AnswerPart<T> {
  readonly call: JiraCall;
  readonly shape: z.ZodType<T>;
  /** Name of the list in the answer, and place of the part's first item in it. */
  readonly list: string;
  readonly from: number;
}

/**
 * The same for a part of a long list.
 *
 * @throws {JiraError} As {@linkcode readAnswer}, with the place in the whole answer.
 */
export function readPart<T>(part: readonly unknown[], options: AnswerPart<T>): T {
  const read = options.shape.safeParse(part);
  if (read.success) return read.data;
  const { call, list, from } = options;
  throw notAsExpected(read.error, {
    call,
    path: ([at, ...rest]) => [list, Number(at) + from, ...rest],
  });
}

function notAsExpected(
  error: z.ZodError,
  { call, path }: {
    readonly call: JiraCall;
    readonly path: (path: readonly PropertyKey[]) => readonly PropertyKey[];
  },
): JiraError {
  const [issue] = error.issues;
  const place = issue === undefined ? [] : path(issue.path);
  const where = place.length === 0 ? "the answer" : place.join(".");
  // Without the cause: a page of issues that are all wrong is some hundred lines in the log.
  return new JiraError(
    "malformed",
    `Cannot ${call.action}: in Jira's answer to ${nameOf(call)}, ${where} is not as expected ` +
      `(${issue?.message ?? "unreadable"}). Check that no proxy changes Jira's answers`,
  );
}
