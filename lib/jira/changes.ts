/**
 * The changelog of an issue event: which fields went from what to what.
 *
 * @module
 */

import { readId, readList, readName, readObject, readText } from "./read.ts";
import { cutBytes } from "./text.ts";
import type { FieldChange } from "./types.ts";

/** Most bytes of UTF-8 kept of either side of a change. */
export const MAX_SIDE_BYTES = 2_048;

/** A changelog: its id, which grows over the whole instance, and at most 100 changes. */
export type Changelog = {
  readonly id: string | null;
  readonly changes: readonly FieldChange[];
};

/** Reads `changelog` of a body; items that name no field are left out. */
export function readChangelog(value: unknown): Changelog {
  const changelog = readObject(value);
  return {
    id: readId(changelog?.["id"]),
    changes: readList(changelog?.["items"], readChange),
  };
}

function readChange(value: unknown): FieldChange | null {
  const item = readObject(value);
  if (item === null) return null;
  const fieldId = readId(item["fieldId"]);
  const field = readName(item["field"]) ?? fieldId;
  if (field === null) return null;
  return {
    field,
    fieldId,
    from: readSide(item["fromString"]),
    // An item that lacks this key inherits a function by its name: no text, hence none.
    to: readSide(item["toString"]),
    fromId: readId(item["tmpFromAccountId"]) ?? readId(item["from"]),
    toId: readId(item["tmpToAccountId"]) ?? readId(item["to"]),
  };
}

function readSide(value: unknown): string | null {
  const text = readText(value);
  return text === null ? null : cutBytes(text, MAX_SIDE_BYTES);
}
