/**
 * What reconciliation has told already. A sync entry leaves a note for each change it showed, so
 * that a webhook of the same changes, arriving later, isn't shown a second time.
 *
 * A note is `t:<from>-<to>:<field>:<hash of the new value>`: it speaks for webhooks whose version
 * lies between the two versions the sync compared, and for one of them only.
 *
 * @module
 */

import { hash32 } from "../jira/text.ts";
import type { FieldChange, JiraEvent } from "../jira/types.ts";

/** Notes one sync entry may leave, so that they can't crowd out the identities of changes. */
const NOTES = 8;

/** Characters of a value a note stands for: changelogs and rows cut long texts at other places. */
const HEAD = 500;

/** The versions (ms) a sync entry compared. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Notes for what a sync entry told; none when it told too much for notes. */
export function notesOf(changes: readonly FieldChange[], span: Span): string[] {
  return changes.length > NOTES ? [] : changes.map((change) => note(span, signOf(change)));
}

/** The note for an issue that a sync entry told as created. */
export function createdNote(span: Span): string {
  return note(span, "created");
}

/** `memory` without the notes that tell all of `event` already; `null` when it says more. */
export function settleTold(memory: readonly string[], event: JiraEvent): readonly string[] | null {
  if (event.snapshot === null || event.part !== null) return null;
  const signs = event.kind === "created" ? ["created"] : event.changes.map(signOf);
  if (signs.length === 0) return null;
  const rest = [...memory];
  for (const sign of signs) {
    const at = rest.findIndex((entry) => covers(entry, { sign, version: event.snapshot!.updated }));
    if (at < 0) return null;
    rest.splice(at, 1);
  }
  return rest;
}

function note({ from, to }: Span, sign: string): string {
  return `t:${from}-${to}:${sign}`;
}

function covers(
  entry: string,
  { sign, version }: { readonly sign: string; readonly version: number },
): boolean {
  const match = /^t:(\d+)-(\d+):(.*)$/.exec(entry);
  if (match === null || match[3] !== sign) return false;
  return Number(match[1]) <= version && version <= Number(match[2]);
}

/** Data Center sends no `fieldId`, and names some fields otherwise than their ids. */
const FIELD_IDS: Readonly<Record<string, string>> = {
  key: "issuekey",
  component: "components",
  "fix version": "fixversions",
  "security level": "security",
  issueparentassociation: "parent",
};

function signOf({ field, fieldId, from, fromId, to, toId }: FieldChange): string {
  const named = (fieldId ?? field).toLowerCase();
  const id = FIELD_IDS[named] ?? named;
  // What left a list is told by what it was: its new value is nothing.
  const gone = id === "components" || id === "fixversions" ? `-${fromId ?? from ?? ""}` : "";
  const value = toId ?? to ?? "";
  const sign = hash32(`${value.trim().slice(0, HEAD)}${value === "" ? gone : ""}`);
  return `${id}:${sign.toString(16)}`;
}
