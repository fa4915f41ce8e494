/**
 * Parts: comments, worklogs, links, sprints, versions … with a life of their own.
 *
 * @module
 */

import { parseInstant } from "./instant.ts";
import { readMentions } from "./mentions.ts";
import { type EventShape, PART_FIELDS } from "./names.ts";
import { type Json, readId, readName, readObject, readPerson, readText } from "./read.ts";
import { cutBytes } from "./text.ts";
import type { Kind, Part, Person } from "./types.ts";

/** Most bytes of UTF-8 kept of the text of a comment or worklog. */
const MAX_TEXT_BYTES = 2_048;

/** Actions after which a part is no more. A trashed project (`soft_deleted`) may come back. */
const GONE: ReadonlySet<string> = new Set(["deleted", "merged"]);

/** The path of an issue in the address of its comments, worklogs and properties. */
const ISSUE_PATH = /\/issue\/(\d{1,20})(?:\/|$)/;

/** The object of a body that an event of this shape is about, besides its issue. */
export function partBody(body: Json, shape: EventShape): Json | null {
  const field = shape.part === null ? undefined : PART_FIELDS[shape.part];
  return field === undefined ? null : readObject(body[field]);
}

/** The part an event is about; `null` when the body doesn't carry it or it has no id. */
export function readPart(thing: Json | null, shape: EventShape): Part | null {
  if (thing === null || shape.part === null) return null;
  const id = partId(thing, shape.part);
  if (id === null) return null;
  const restricted = isRestricted(thing);
  const deleted = GONE.has(shape.action);
  // Text somebody took back is not spread any further.
  const text = restricted || deleted
    ? null
    : readText(thing[shape.part === "worklog" ? "comment" : "body"]);
  return {
    kind: shape.part,
    id,
    version: parseInstant(thing["updated"]),
    deleted,
    name: partName(thing, shape.part),
    text: text === null ? null : cutBytes(text, MAX_TEXT_BYTES),
    restricted,
    mentions: text === null ? [] : readMentions(text),
  };
}

/** The issue a part belongs to, by id, as far as the part itself tells. */
export function issueOfPart(thing: Json | null): string | null {
  if (thing === null) return null;
  const self = thing["self"];
  return readId(thing["issueId"]) ??
    (typeof self === "string" ? ISSUE_PATH.exec(self)?.[1] ?? null : null);
}

/** Both ends of a link, by id. */
export function endsOfLink(link: Json | null): string[] {
  const ends = [readId(link?.["sourceIssueId"]), readId(link?.["destinationIssueId"])];
  return [...new Set(ends.filter((id) => id !== null))];
}

/**
 * Who made the change, as far as the part itself tells: bodies with comments, worklogs and
 * attachments have no `user` on Cloud. Nobody is named for a delete, whose author may be anybody.
 */
export function authorOfPart(thing: Json | null, shape: EventShape): Person | null {
  if (thing === null || shape.action === "deleted") return null;
  const author = readPerson(thing["author"]);
  return shape.action === "updated" ? readPerson(thing["updateAuthor"]) ?? author : author;
}

function partId(thing: Json, kind: Kind): string | null {
  if (kind === "user") return readPerson(thing)?.id ?? null;
  if (kind !== "property" && kind !== "option") return readId(thing["id"]);
  const key = readId(thing["key"]);
  const issue = issueOfPart(thing);
  // The key of a property is unique within its issue only.
  return key === null || issue === null ? key : readId(`${issue}/${key}`);
}

function partName(thing: Json, kind: Kind): string | null {
  switch (kind) {
    case "user":
      return readPerson(thing)?.name ?? null;
    case "attachment":
      return readName(thing["filename"]);
    case "link":
      return readName(readObject(thing["issueLinkType"])?.["name"]);
    case "property":
    case "option":
      return readName(thing["key"]);
    default:
      return readName(thing["name"]);
  }
}

/**
 * Whether a comment or worklog is not for everybody who sees its issue: limited to a group or role,
 * or an internal note of a service desk, told by `jsdPublic` on Cloud and by a comment property on
 * Data Center. In doubt it is: what can't be read does not open it.
 */
function isRestricted(thing: Json): boolean {
  const visibility = thing["visibility"] ?? null;
  const isPublic = thing["jsdPublic"] ?? true;
  return visibility !== null || isPublic !== true || isInternalNote(thing["properties"]);
}

function isInternalNote(properties: unknown): boolean {
  if (!Array.isArray(properties)) return false;
  const note = properties.find((each) => readObject(each)?.["key"] === "sd.public.comment");
  const internal = readObject(readObject(note)?.["value"])?.["internal"];
  return note !== undefined && internal !== false && internal !== "false";
}
