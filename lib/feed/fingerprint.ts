/**
 * A short name for what a viewer may see and asked for.
 *
 * @module
 */

import { createHash } from "node:crypto";
import type { Viewer } from "./filter.ts";
import type { Clause } from "./protocol.ts";

/** Characters of the fingerprint: 96 bits, far beyond what chance repeats. */
const LENGTH = 16;

/**
 * One text for all viewers who are sent the same: lists are sets here, and an absent list is an
 * empty one.
 */
export function canonicalViewer(viewer: Viewer): string {
  const { grant, subs } = viewer;
  const clauses = (subs.any ?? []).map(canonicalClause);
  return JSON.stringify([
    sorted(grant.projects),
    sorted(grant.levels),
    sorted(subs.me ?? []),
    [...new Set(clauses)].sort(),
  ]);
}

/** The fingerprint of a viewer: the same in every isolate and after every restart. */
export function fingerprint(viewer: Viewer): string {
  return createHash("sha256").update(canonicalViewer(viewer)).digest("base64url").slice(0, LENGTH);
}

function canonicalClause(clause: Clause): string {
  return JSON.stringify([
    sorted(clause.projects ?? []),
    sorted(clause.issues ?? []),
    sorted(clause.kinds ?? []),
    sorted(clause.roles ?? []),
    clause.exclude_self === true,
  ]);
}

function sorted(list: "all" | readonly string[]): "all" | string[] {
  return list === "all" ? "all" : [...new Set(list)].sort();
}
