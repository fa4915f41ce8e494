/**
 * One call of the simulated REST API, as a route sees it.
 *
 * @module
 */

import type { z } from "zod";
import type { SimPerson } from "../model.ts";
import type { Random } from "../random.ts";
import type { Site } from "../site.ts";
import type { SimApp } from "./app_target.ts";
import type { AppTokens } from "./app_tokens.ts";
import type { Controls } from "./controls.ts";
import type { Registry } from "./registry.ts";
import { Refusal, type Reply } from "./reply.ts";
import type { SearchIndex } from "./search_index.ts";

/** What all routes work with. */
export interface RestContext {
  readonly site: Site;
  readonly index: SearchIndex;
  readonly controls: Controls;
  readonly random: Random;
  /** Whose token it is. */
  readonly account: SimPerson;
  readonly registry: Registry;
  /** Which Data Center. */
  readonly release: 9 | 10;
  /** The app that may register webhooks for itself. */
  readonly app: SimApp;
  readonly tokens: AppTokens;
  /** Identity of a Cloud site. */
  readonly cloudId: string;
}

/** A call that passed authentication and limits. */
export interface Call {
  readonly context: RestContext;
  /** Version of the REST API in the path. */
  readonly version: string;
  readonly query: URLSearchParams;
  /** Parts of the path that vary. */
  readonly params: Readonly<Record<string, string>>;
  /** The parsed body; `undefined` when there is none or it isn't JSON. */
  readonly body: unknown;
  /** Whether Jira takes the caller for nobody. */
  readonly anonymous: boolean;
  /** Whether the caller is the app. */
  readonly app: boolean;
}

/** Answers a call. @throws {Refusal} When the request is wrong. */
export type Route = (call: Call) => Reply;

/** The body, checked. @throws {Refusal} When it is not as documented. */
export function bodyOf<T>(call: Call, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(call.body);
  if (parsed.success) return parsed.data;
  throw new Refusal(
    400,
    "Invalid request payload. Refer to the REST API documentation and try again.",
  );
}

/** A number in the query. @throws {Refusal} When it isn't one. */
export function numberIn(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new Refusal(400, `The value '${text}' of the parameter '${name}' is not a number.`);
}
