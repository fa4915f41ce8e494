/**
 * Issues as Jira's bodies carry them, whole or in part. Webhook bodies and the answers of
 * `/rest/api/2` have the same shape, so both are read here.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { parseDay, parseInstant } from "./instant.ts";
import {
  type Json,
  readId,
  readList,
  readName,
  readNamed,
  readObject,
  readPerson,
  readProject,
  readStatus,
  readText,
} from "./read.ts";
import { cutChars } from "./text.ts";
import type { IssueCore, IssueHint, IssueSnapshot, Named } from "./types.ts";

const MAX_SUMMARY = 1_000;
const MAX_DESCRIPTION = 2_000;

/**
 * Characters of all names and ids in one list of an issue. Jira allows 255 for each; three lists of
 * a hundred of those would be more than the 64 KiB that a value of the store holds.
 */
const MAX_LIST = 3_000;

const MORE = "…";

/**
 * A whole issue with a version, or `null`.
 *
 * Whole means: `id`, `key`, a readable `fields.updated`, and a project, status and summary, which
 * every issue has. A body without them would wipe what is known, and without its project nobody's
 * right to see the issue can be told; such a body is a hint ({@linkcode readHint}).
 */
export function readSnapshot(value: unknown): IssueSnapshot | null {
  const issue = readObject(value);
  const fields = readObject(issue?.["fields"]);
  const updated = parseInstant(fields?.["updated"]);
  const id = readId(issue?.["id"]);
  const key = readId(issue?.["key"]);
  if (fields === null || updated === null || id === null || key === null) return null;
  const core = readCore({ id, key, fields });
  if (core.project === null || core.status === null || core.summary === "") return null;
  return { core: bounded(core), updated, hash: hashOf(core, fields) };
}

/** Lists cut to size end in `…`. The hash counts them whole, so no change in the rest is missed. */
function bounded(core: IssueCore): IssueCore {
  const things = (list: readonly Named[]) =>
    cutList(list, {
      sizeOf: ({ id, name }) => id.length + name.length,
      more: { id: MORE, name: MORE },
    });
  return {
    ...core,
    labels: cutList(core.labels, { sizeOf: (label) => label.length, more: MORE }),
    components: things(core.components),
    fixVersions: things(core.fixVersions),
  };
}

function cutList<T>(
  list: readonly T[],
  { sizeOf, more }: { readonly sizeOf: (item: T) => number; readonly more: T },
): readonly T[] {
  let room = MAX_LIST;
  const end = list.findIndex((item) => (room -= sizeOf(item)) < 0);
  return end < 0 ? list : [...list.slice(0, end), more];
}

/** What a partial body tells of its issue; `null` when it names none by id. */
export function readHint(value: unknown): IssueHint | null {
  const issue = readObject(value);
  const id = readId(issue?.["id"]);
  if (id === null) return null;
  const fields = readObject(issue?.["fields"]) ?? {};
  return {
    id,
    key: readId(issue?.["key"]),
    project: readProject(fields["project"]),
    type: readNamed(fields["issuetype"]),
    summary: cutOrNull(fields["summary"], MAX_SUMMARY),
    status: readStatus(fields["status"]),
    priority: readNamed(fields["priority"]),
    assignee: readPerson(fields["assignee"]),
  };
}

function readCore(issue: { id: string; key: string; fields: Json }): IssueCore {
  const { id, key, fields } = issue;
  return {
    id,
    key,
    project: readProject(fields["project"]),
    type: readNamed(fields["issuetype"]),
    summary: cutOrNull(fields["summary"], MAX_SUMMARY) ?? "",
    status: readStatus(fields["status"]),
    priority: readNamed(fields["priority"]),
    assignee: readPerson(fields["assignee"]),
    reporter: readPerson(fields["reporter"]),
    resolution: readNamed(fields["resolution"]),
    level: readNamed(fields["security"]),
    parent: readParent(fields["parent"]),
    // Labels have no order of their own; sorted, two bodies of one state give one row.
    labels: readList(fields["labels"], readName).sort(),
    components: readList(fields["components"], readNamed),
    fixVersions: readList(fields["fixVersions"], readNamed),
    created: parseInstant(fields["created"]),
    due: readDue(fields["duedate"]),
    description: cutOrNull(fields["description"], MAX_DESCRIPTION),
  };
}

function readParent(value: unknown): IssueCore["parent"] {
  const parent = readObject(value);
  const id = readId(parent?.["id"]);
  const key = readId(parent?.["key"]);
  return id === null || key === null ? null : { id, key };
}

function readDue(value: unknown): string | null {
  return typeof value === "string" && parseDay(value) !== null ? value : null;
}

function cutOrNull(value: unknown, max: number): string | null {
  const text = readText(value);
  return text === null ? null : cutChars(text, max);
}

/**
 * 132 bits of SHA-256: it costs about 3 µs here, hardly more than a checksum, and unlike with a
 * checksum nobody can craft an edit that goes unnoticed. Over JSON, so that no value can run into
 * the next one. Summary and description count whole, however much of them is mirrored.
 */
function hashOf(core: IssueCore, fields: Json): string {
  const values = [
    core.id,
    core.key,
    core.project?.id,
    core.type?.id,
    fields["summary"],
    core.status?.id,
    core.status?.category,
    core.priority?.id,
    core.assignee?.id,
    core.reporter?.id,
    core.resolution?.id,
    core.level?.id,
    core.parent?.id,
    core.labels,
    sortedIds(core.components),
    sortedIds(core.fixVersions),
    core.created,
    core.due,
    readText(fields["description"]),
  ];
  return createHash("sha256").update(JSON.stringify(values)).digest("base64url").slice(0, 22);
}

function sortedIds(things: readonly Named[]): string[] {
  return things.map((thing) => thing.id).sort();
}
