/**
 * From the bytes of a webhook to a {@linkcode JiraEvent}.
 *
 * @module
 */

import { readChangelog } from "./changes.ts";
import { MAX_TIME } from "./instant.ts";
import type { EventShape } from "./names.ts";
import { authorOfPart, endsOfLink, issueOfPart, partBody, readPart } from "./part.ts";
import { type Json, readId, readName, readObject, readPerson, readText } from "./read.ts";
import { shapeOfBody } from "./shape.ts";
import { readHint, readSnapshot } from "./snapshot.ts";
import type { JiraEvent, Person } from "./types.ts";

/** Why a body is no event. */
export type BodyProblem = "not_utf8" | "not_json" | "not_object" | "no_event";

/** A body that names an event, or what is wrong with it in words for whoever sent it. */
export type DecodedBody =
  | { readonly ok: true; readonly body: Record<string, unknown> }
  | { readonly ok: false; readonly code: BodyProblem; readonly message: string };

const decoder = new TextDecoder("utf-8", { fatal: true });

/** Reads the bytes of a delivery as a JSON object that names an event. Never throws. */
export function decodeBody(raw: Uint8Array): DecodedBody {
  if (raw.length === 0) {
    return refuse("not_json", 'it is empty; turn "Exclude body" off on the webhook in Jira');
  }
  const text = decodeText(raw);
  if (text === null) return refuse("not_utf8", "it is not UTF-8; send JSON as UTF-8");
  const value = parse(text);
  if (value === undefined) {
    return refuse("not_json", "it is not JSON; only Jira's webhooks belong here");
  }
  const body = readObject(value);
  if (body === null) {
    return refuse("not_object", "it is JSON, but not an object; only Jira's webhooks belong here");
  }
  if (readText(body["webhookEvent"]) === null) {
    return refuse(
      "no_event",
      "webhookEvent is missing or not text; only Jira's webhooks belong here",
    );
  }
  return { ok: true, body };
}

/**
 * Decodes a body. Total: whatever the types of its fields, what can't be read is `null` or empty,
 * and every text and list in the result is bounded.
 *
 * `snapshot` is taken only from events that carry the whole issue. Any other event that names an
 * issue has its id in `touches`, so that the issue is read again; so has a comment with a whole
 * issue, because Data Center takes that picture before the comment moves `updated` (by up to
 * 40 minutes in captured bodies).
 */
export function decodeEvent(body: Record<string, unknown>): JiraEvent {
  const name = readName(body["webhookEvent"]) ?? "";
  const type = readName(body["issue_event_type_name"]);
  const { id: changelogId, changes } = readChangelog(body["changelog"]);
  const shape = shapeOfBody(body, { name, type, changes });
  const thing = partBody(body, shape);
  const issueId = readId(readObject(body["issue"])?.["id"]) ?? issueOfPart(thing);
  const snapshot = shape.whole ? readSnapshot(body["issue"]) : null;
  return {
    name,
    type,
    kind: shape.kind,
    action: shape.action,
    timestamp: readTimestamp(body["timestamp"]),
    actor: readActor(body, shape),
    issueId,
    snapshot,
    hint: snapshot === null ? readHint(body["issue"]) : null,
    changelogId,
    changes,
    part: readPart(thing, shape),
    touches: shape.kind === "link"
      ? endsOfLink(thing)
      : issueId !== null && needsReading(shape, snapshot)
      ? [issueId]
      : [],
  };
}

function needsReading({ kind }: EventShape, snapshot: JiraEvent["snapshot"]): boolean {
  return kind !== "deleted" && (snapshot === null || kind === "commented");
}

/** `user` is who did it, except in the events about users, where it is whom it was done to. */
function readActor(body: Json, shape: EventShape): Person | null {
  if (shape.kind === "user") return null;
  return readPerson(body["user"]) ?? authorOfPart(partBody(body, shape), shape);
}

function readTimestamp(value: unknown): number | null {
  return typeof value === "number" && Math.abs(value) <= MAX_TIME ? Math.trunc(value) : null;
}

function decodeText(raw: Uint8Array): string | null {
  try {
    return decoder.decode(raw);
  } catch {
    return null;
  }
}

/** The value, or `undefined`, which no JSON text stands for. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refuse(code: BodyProblem, state: string): DecodedBody {
  return { ok: false, code, message: `Cannot read the body: ${state}` };
}

/** Jira's ids, as far as a number goes. */
const ID = /^\d{1,18}$/;

/** Ids of the issues an event is about, as far as they can be looked up. */
export function issuesNamed({ issueId, touches }: JiraEvent): readonly string[] {
  return [...new Set([issueId, ...touches])].filter((id) => id !== null && ID.test(id)) as string[];
}
