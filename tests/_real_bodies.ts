/**
 * The real webhook bodies in the folder BOARDCAST_FIXTURES names, and what is known of them.
 *
 * @module
 */

import { ok } from "node:assert/strict";

/** Folder of the bodies; `undefined` when none is named. */
const FOLDER: string | undefined = Deno.env.get("BOARDCAST_FIXTURES");

/** A value of a body, by the names on the way to it; the first path that leads to one counts. */
export function at(raw: unknown, ...paths: readonly string[]): unknown {
  for (const path of paths) {
    let value = raw;
    for (const name of path.split(".")) value = (value as Record<string, unknown> | null)?.[name];
    if (value !== undefined && value !== null) return value;
  }
  return null;
}

/** The same as text. */
export function text(raw: unknown, ...paths: readonly string[]): string | null {
  const value = at(raw, ...paths);
  return value === null ? null : String(value);
}

/** A list of a body; empty when there is none. */
export function list(raw: unknown, path: string): unknown[] {
  return (at(raw, path) ?? []) as unknown[];
}

/** One body, as it was captured. */
export interface RealBody {
  readonly file: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly raw: unknown;
}

/** Kind and action of events whose name alone decides. */
const BY_NAME: Readonly<Record<string, string>> = {
  "jira:issue_created": "created created",
  "jira:issue_deleted": "deleted deleted",
  "jira:worklog_updated": "worklog updated",
  comment_created: "commented created",
  comment_updated: "commented updated",
  comment_deleted: "commented deleted",
  worklog_created: "worklog created",
  attachment_created: "attachment created",
  issuelink_created: "link created",
  issuelink_deleted: "link deleted",
  project_created: "project created",
};

/** Kind and action of a `jira:issue_updated`, by a part of the file's name; the first that fits. */
const UPDATES: readonly (readonly [string, string])[] = [
  ["issue-comment-created-indentation", "commented created"],
  ["jira_issue_update_template_string", "commented created"],
  ["issue-updated-commented", "commented created"],
  ["no-event-type-commented", "commented created"],
  ["server-issue-updated-comment-edited", "commented updated"],
  ["server-issue-updated-comment-deleted", "commented deleted"],
  // Its type says comment, but what it carries is two changed dates.
  ["issue__updated__commented-changed", "updated updated"],
  ["issue__updated__generic", "updated moved"],
  ["", "updated updated"],
];

/** Events of one change, by parts of their files' names: Data Center tells of a comment twice. */
export const DOUBLED: readonly (readonly [stripped: string, full: string])[] = [
  ["jira_issue_comment_template_json", "jira_issue_update_template_string"],
  ["webhook-server-comment-created", "webhook-server-issue-updated-commented-1"],
  ["webhook-server-comment-updated", "webhook-server-issue-updated-comment-edited"],
];

/** Kind and action, as `<kind> <action>`, that a body's event is to have. */
export function expectedKind({ file, raw }: RealBody): string {
  return BY_NAME[text(raw, "webhookEvent")!] ?? UPDATES.find(([part]) => file.includes(part))![1];
}

/** Id of the issue that a body names, anywhere. */
export function expectedIssue(raw: unknown): string | null {
  const self = text(raw, "comment.self");
  return text(raw, "issue.id", "worklog.issueId") ?? self?.match(/\/issue\/(\d+)\//)?.[1] ?? null;
}

/** How many were captured: with fewer of them the tests would prove less than they say. */
const ALL = 71;

/** Registers a test of all bodies, which is ignored when no folder is named. */
export function testBodies(
  name: string,
  fn: (bodies: readonly RealBody[]) => void | Promise<void>,
): void {
  Deno.test({
    name: `real bodies: ${name}`,
    ignore: FOLDER === undefined,
    fn() {
      const bodies = realBodies();
      ok(bodies.length >= ALL, `only ${bodies.length} bodies in ${FOLDER}`);
      return fn(bodies);
    },
  });
}

function realBodies(): RealBody[] {
  const files = [...Deno.readDirSync(FOLDER!)].map((entry) => entry.name).sort();
  return files.filter((file) => file.endsWith(".json")).map((file) => {
    const bytes = Deno.readFileSync(`${FOLDER}/${file}`);
    return { file, bytes, raw: JSON.parse(new TextDecoder().decode(bytes)) };
  });
}
