/**
 * Lenient readers for the things Jira's bodies are made of.
 *
 * Plugins, proxies and eighteen years of versions shape these bodies, so nothing is taken for
 * granted: a wrong type reads as absent, never as an error. Written by hand because they run for
 * every delivery, and a schema library costs more than parsing the JSON.
 *
 * @module
 */

import { cutChars } from "./text.ts";
import type { Named, Person, Project, Status } from "./types.ts";

/** A JSON object of unknown content. */
export type Json = Record<string, unknown>;

/** Longest id, key or name kept, in UTF-16 units: Jira's own limit for most names. */
export const MAX_NAME = 255;

/** Most labels, components, versions or changes kept of one body. */
export const MAX_ITEMS = 100;

/** An object, and neither an array nor `null`. */
export function readObject(value: unknown): Json | null {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? value as Json
    : null;
}

/** A text that isn't empty. */
export function readText(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

/** A text that isn't empty, cut to {@linkcode MAX_NAME}. */
export function readName(value: unknown): string | null {
  const text = readText(value);
  return text === null ? null : cutChars(text, MAX_NAME);
}

/**
 * An id as text. Jira writes the ids of projects, sprints and links as numbers in webhooks and as
 * text elsewhere. One that is too long is none: cut, it would be the id of something else.
 */
export function readId(value: unknown): string | null {
  if (typeof value === "number") return Number.isSafeInteger(value) ? String(value) : null;
  const text = readText(value);
  return text !== null && text.length <= MAX_NAME && text.isWellFormed() ? text : null;
}

/** The first {@linkcode MAX_ITEMS} things in a list that `read` can read. */
export function readList<T>(value: unknown, read: (item: unknown) => T | null): T[] {
  const found: T[] = [];
  if (!Array.isArray(value)) return found;
  for (const item of value) {
    const thing = read(item);
    if (thing !== null && found.push(thing) === MAX_ITEMS) break;
  }
  return found;
}

/** Something with an id; its id stands in for a name Jira left out. */
export function readNamed(value: unknown): Named | null {
  const thing = readObject(value);
  const id = readId(thing?.["id"]);
  return id === null ? null : { id, name: readName(thing?.["name"]) ?? id };
}

/** An account: by account id on Cloud, by user name or key on Data Center, which has no such id. */
export function readPerson(value: unknown): Person | null {
  const user = readObject(value);
  if (user === null) return null;
  const id = readId(user["accountId"]) ?? readId(user["name"]) ?? readId(user["key"]);
  if (id === null) return null;
  return { id, name: readName(user["displayName"]) ?? readName(user["name"]) ?? id };
}

/** A status. Without a readable category it is filed under `undefined`, Jira's word for none. */
export function readStatus(value: unknown): Status | null {
  const named = readNamed(value);
  if (named === null) return null;
  const category = readObject(readObject(value)?.["statusCategory"]);
  return { ...named, category: readId(category?.["key"]) ?? "undefined" };
}

/** A project: it needs both id and key. */
export function readProject(value: unknown): Project | null {
  const project = readObject(value);
  const id = readId(project?.["id"]);
  const key = readId(project?.["key"]);
  return id === null || key === null ? null : { id, key, name: readName(project?.["name"]) ?? key };
}
