/**
 * Issues as REST gives them: only the fields asked for, texts as strings in version 2 and as
 * documents in version 3.
 *
 * @module
 */

import type { Dialect, Shape } from "../entity_shapes.ts";
import { issueShape, type LinkEnd } from "../issue_shape.ts";
import type { SimIssue } from "../model.ts";
import { adfOf } from "./adf.ts";

/** Which fields are wanted, as Jira reads a list of them. */
export interface FieldChoice {
  /** `id`: nothing else. `names`: id, key and address. `fields`: the wanted ones as well. */
  readonly detail: "id" | "names" | "fields";
  /** Of all fields there are, those wanted. */
  of(fields: Shape): string[];
}

/** How an issue is written. */
export interface IssueJsonOptions {
  readonly dialect: Dialect;
  readonly version: string;
  readonly choice: FieldChoice;
  readonly links: (issue: SimIssue) => readonly LinkEnd[];
  readonly isArchived: (issue: SimIssue) => boolean;
}

const EXPAND = "renderedFields,names,schema,operations,editmeta,changelog,versionedRepresentations";

/** Reads a list such as `["summary,status"]`, `["*all", "-comment"]` or `["id"]`. */
export function chooseFields(list: readonly string[]): FieldChoice {
  const names = list.flatMap((it) => it.split(",")).map((it) => it.trim()).filter((it) => it);
  const without = new Set(names.filter((it) => it.startsWith("-")).map((it) => it.slice(1)));
  const all = names.includes("*all") || names.includes("*navigable");
  const wanted = new Set(names);
  if (names.every((it) => it === "id")) return { detail: "id", of: () => [] };
  return {
    detail: names.every((it) => it === "id" || it === "key") ? "names" : "fields",
    of: (fields) =>
      (all ? Object.keys(fields) : [...wanted].filter((name) => name in fields))
        .filter((name) => !without.has(name)),
  };
}

/** One issue. */
export function issueJson(issue: SimIssue, options: IssueJsonOptions): Shape {
  const { dialect, version, choice } = options;
  if (choice.detail === "id") return { id: issue.id };
  const names = {
    expand: EXPAND,
    id: issue.id,
    self: `${dialect.base}/rest/api/${version}/issue/${issue.id}`,
    key: issue.key,
  };
  if (choice.detail === "names") return names;
  const { fields } = issueShape(issue, { dialect, links: options.links(issue) });
  const all = fields as Shape;
  const archived = options.isArchived(issue) ? { archiveddate: all["updated"] } : {};
  return { ...names, fields: chosen({ ...all, ...archived }, { version, choice }) };
}

function chosen(fields: Shape, options: { version: string; choice: FieldChoice }): Shape {
  const { version, choice } = options;
  const { description } = fields;
  const asDocument = version === "3" && typeof description === "string";
  const names = choice.of(fields);
  return Object.fromEntries(names.map((name) => [
    name,
    asDocument && name === "description" ? adfOf(description) : fields[name],
  ]));
}
