/**
 * What a page shows of the feed: as the address bar, the service and the eye need it.
 *
 * @module
 */

import type { Clause, FeedItem, Subscription } from "../feed/protocol.ts";
import { KINDS } from "../jira/types.ts";
import { sentence } from "./words.ts";

/** The viewer's relation to an issue. */
export type Relation = "any" | "involved" | "assignee" | "reporter" | "mention";

/** Choices of the filter bar; empty text means no choice. */
export interface Filters {
  /** Looked for in what is shown; never sent. */
  readonly text: string;
  /** Project keys, separated by commas or spaces. */
  readonly project: string;
  /** One kind of change. */
  readonly kind: string;
  /** Needs {@linkcode Filters.me}. */
  readonly relation: Relation;
  /** The viewer's Jira account id. */
  readonly me: string;
}

/** No choices at all. */
export const NO_FILTERS: Filters = { text: "", project: "", kind: "", relation: "any", me: "" };

const RELATIONS: readonly Relation[] = ["any", "involved", "assignee", "reporter", "mention"];

/** Reads filters from the query of an address; what it doesn't know is left out. */
export function readFilters(query: URLSearchParams): Filters {
  const relation = RELATIONS.find((name) => name === query.get("relation")) ?? "any";
  return {
    text: query.get("text") ?? "",
    project: query.get("project") ?? "",
    kind: KINDS.find((name) => name === query.get("kind")) ?? "",
    relation,
    me: query.get("me") ?? "",
  };
}

/** Writes filters as the query of an address, `?` included; empty when there are none. */
export function writeFilters(filters: Filters): string {
  const chosen = Object.entries(filters).filter(([name, value]) =>
    value !== NO_FILTERS[name as keyof Filters]
  );
  return chosen.length === 0 ? "" : `?${new URLSearchParams(chosen)}`;
}

/** The keys in a project filter, upper case, without doubles. */
export function projectKeys(project: string): string[] {
  return [...new Set(project.toUpperCase().split(/[\s,]+/).filter((key) => key !== ""))];
}

/** What to subscribe to. A relation without an account id can't be judged and is left out. */
export function toSubscription(filters: Filters): Subscription {
  const projects = projectKeys(filters.project);
  const me = filters.me.trim();
  const roles = me === "" ? [] : rolesOf(filters.relation);
  const clause: Clause = {
    ...(projects.length === 0 ? {} : { projects }),
    ...(filters.kind === "" ? {} : { kinds: [filters.kind] }),
    ...(roles.length === 0 ? {} : { roles }),
  };
  if (Object.keys(clause).length === 0) return {};
  return { ...(roles.length === 0 ? {} : { me: [me] }), any: [clause] };
}

/** The same choices as the query of `/api/events`. */
export function toEventsQuery(subs: Subscription): URLSearchParams {
  const query = new URLSearchParams();
  const [clause] = subs.any ?? [];
  for (const project of clause?.projects ?? []) query.append("project", project);
  for (const kind of clause?.kinds ?? []) query.append("kind", kind);
  for (const role of clause?.roles ?? []) query.append("role", role);
  for (const me of subs.me ?? []) query.append("me", me);
  return query;
}

/** Whether an item already here fits the choices; the service decides for what is still to come. */
export function fits(item: FeedItem, filters: Filters): boolean {
  const projects = projectKeys(filters.project);
  const { project } = item.issue ?? {};
  if (projects.length > 0 && !projects.includes(project?.key ?? "")) return false;
  if (filters.kind !== "" && item.kind !== filters.kind) return false;
  return fitsText(item, filters.text);
}

function fitsText(item: FeedItem, text: string): boolean {
  const words = text.toLowerCase().split(/\s+/).filter((word) => word !== "");
  if (words.length === 0) return true;
  const { key = "", summary = "" } = item.issue ?? {};
  const told = `${key} ${summary} ${sentence(item)}`.toLowerCase();
  return words.every((word) => told.includes(word));
}

function rolesOf(relation: Relation): readonly ("assignee" | "reporter" | "mention")[] {
  if (relation === "any") return [];
  return relation === "involved" ? ["assignee", "reporter", "mention"] : [relation];
}
