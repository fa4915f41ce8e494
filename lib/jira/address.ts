/**
 * The address of a Jira, as far as it tells one Jira from another, and the one that a webhook's body
 * names. Pure.
 *
 * @module
 */

import { type Json, readObject } from "./read.ts";

/** Where the API begins in the links by which Jira's entities name themselves. */
const API = /\/rest\/(?:api|agile|webhooks)\//;

/** What a body is about, in the order in which its link is believed. */
const ENTITIES = [
  "issue",
  "comment",
  "worklog",
  "attachment",
  "version",
  "sprint",
  "project",
  "board",
  "user",
];

/**
 * Host, port and path, in small letters: with or without encryption, or a slash at its end, it is the
 * same Jira. `null`: it is no address.
 */
export function plainAddress(url: string): string | null {
  const parsed = URL.parse(url);
  if (parsed === null || parsed.host === "") return null;
  return (parsed.host + parsed.pathname).toLowerCase().replace(/\/+$/, "");
}

/**
 * The address of the Jira that wrote a webhook's body, by the links (`self`) in it; `null` where it
 * has none, as events of links between issues.
 */
export function addressOfBody(body: Json): string | null {
  for (const name of ENTITIES) {
    const self = readObject(body[name])?.["self"];
    if (typeof self !== "string") continue;
    const at = self.search(API);
    const address = at < 0 ? null : plainAddress(self.slice(0, at));
    if (address !== null) return address;
  }
  return null;
}
