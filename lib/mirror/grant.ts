/**
 * What a token allows its holder to see. Pure.
 *
 * @module
 */

import type { Scope } from "./types.ts";

/** What a token allows its holder to see. */
export interface Grant {
  /** Identity of the token, to count its connections; never the token itself. */
  readonly token: string;
  /** Ids or keys of projects. */
  readonly projects: "all" | readonly string[];
  /** Ids of security levels; issues without a level need none. */
  readonly levels: "all" | readonly string[];
  /** Ms since 1970; `null` for a token that does not expire. */
  readonly expires: number | null;
}

/** The part of a grant that decides what is seen. */
export type Rights = Pick<Grant, "projects" | "levels">;

/** Whether a grant covers a scope. What is not known is only for those who may see everything. */
export function permits(grant: Rights, scope: Scope): boolean {
  return permitsProject(grant.projects, scope) && permitsLevel(grant.levels, scope.level);
}

/** Whether a grant covers everything there is. */
export function permitsAll({ projects, levels }: Rights): boolean {
  return projects === "all" && levels === "all";
}

function permitsProject(projects: Grant["projects"], scope: Scope): boolean {
  if (projects === "all") return true;
  return scope.project !== null &&
    isListed(projects, { id: scope.project, key: scope.projectKey });
}

function permitsLevel(levels: Grant["levels"], level: string | null): boolean {
  if (levels === "all" || level === null) return true;
  return level !== "unknown" && levels.includes(level);
}

/** Whether a list of ids and keys, mixed as people give them, holds either of the two. */
export function isListed(
  list: readonly string[],
  { id, key }: { readonly id: string | null; readonly key: string | null },
): boolean {
  return (id !== null && list.includes(id)) || (key !== null && list.includes(key));
}
