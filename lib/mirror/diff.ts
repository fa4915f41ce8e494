/**
 * What changed between two pictures of an issue, in the words of Jira's changelog.
 *
 * @module
 */

import { MAX_SIDE_BYTES } from "../jira/changes.ts";
import { cutBytes } from "../jira/text.ts";
import type { FieldChange, IssueCore, Named } from "../jira/types.ts";

/** One value as a changelog would write it. */
interface Shown {
  readonly id: string | null;
  readonly text: string | null;
}

type Reader = (core: IssueCore) => Shown;

const SINGLE: readonly (readonly [field: string, fieldId: string, read: Reader])[] = [
  ["Key", "issuekey", (core) => text(core.key)],
  ["project", "project", (core) => named(core.project)],
  ["issuetype", "issuetype", (core) => named(core.type)],
  ["summary", "summary", (core) => text(core.summary)],
  ["status", "status", (core) => named(core.status)],
  ["priority", "priority", (core) => named(core.priority)],
  ["assignee", "assignee", (core) => named(core.assignee)],
  ["reporter", "reporter", (core) => named(core.reporter)],
  ["resolution", "resolution", (core) => named(core.resolution)],
  ["security", "security", (core) => named(core.level)],
  ["Parent", "parent", ({ parent }) => ({ id: parent?.id ?? null, text: parent?.key ?? null })],
  ["labels", "labels", (core) => text(core.labels.join(" "))],
  ["duedate", "duedate", (core) => text(core.due)],
  ["description", "description", (core) => text(core.description)],
];

const SETS: readonly (readonly [string, string, (core: IssueCore) => readonly Named[]])[] = [
  ["Component", "components", (core) => core.components],
  ["Fix Version", "fixVersions", (core) => core.fixVersions],
];

/** The mirrored fields that differ. A new display name of the same thing is no change. */
export function diffCores(before: IssueCore, after: IssueCore): FieldChange[] {
  const single = SINGLE.flatMap(([field, fieldId, read]) => {
    const [from, to] = [read(before), read(after)];
    const same = from.id === to.id && (from.id !== null || from.text === to.text);
    return same ? [] : [change({ field, fieldId, from, to })];
  });
  const sets = SETS.flatMap(([field, fieldId, read]) => {
    const [was, is] = [read(before), read(after)];
    return [
      ...without(was, is).map((gone) =>
        change({ field, fieldId, from: named(gone), to: named(null) })
      ),
      ...without(is, was).map((come) =>
        change({ field, fieldId, from: named(null), to: named(come) })
      ),
    ];
  });
  return [...single, ...sets];
}

function text(value: string | null): Shown {
  return { id: null, text: value === "" ? null : value };
}

function named(value: Named | null): Shown {
  return { id: value?.id ?? null, text: value?.name ?? null };
}

function without(all: readonly Named[], others: readonly Named[]): Named[] {
  return all.filter(({ id }) => !others.some((other) => other.id === id));
}

function change(
  { field, fieldId, from, to }: {
    readonly field: string;
    readonly fieldId: string;
    readonly from: Shown;
    readonly to: Shown;
  },
): FieldChange {
  return { field, fieldId, from: cut(from.text), to: cut(to.text), fromId: from.id, toId: to.id };
}

function cut(side: string | null): string | null {
  return side === null ? null : cutBytes(side, MAX_SIDE_BYTES);
}
