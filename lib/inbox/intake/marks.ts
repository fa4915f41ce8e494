/**
 * By what a copy of a delivery is known.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { markKey } from "../../store/keys.ts";
import type { Key } from "../../store/types.ts";
import type { Arrival } from "../types.ts";

/**
 * The marks of a delivery: Jira's identifier, and the body's hash when the body carries its own
 * `timestamp`. Without one an automation rule may rightly send the same body twice. Copies of a body
 * agree on its timestamp, so it may lead the key: new marks then lie together, and writing them costs
 * half of what scattered ones do.
 */
export function marksOf(arrival: Arrival): Key[] {
  const { site, identifier, body, raw } = arrival;
  const marks: Key[] = [];
  if (identifier !== null) marks.push(markKey(site, { by: "id", value: identifier }));
  if (Object.hasOwn(body, "timestamp")) {
    const time = typeof body.timestamp === "number" ? `${body.timestamp}` : "";
    const value = `${time} ${createHash("sha256").update(raw).digest("base64url")}`;
    marks.push(markKey(site, { by: "hash", value }));
  }
  return marks;
}
