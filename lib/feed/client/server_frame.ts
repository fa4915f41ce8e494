/**
 * Reads what the service sends, as far as a client relies on it.
 *
 * @module
 */

import type { ServerFrame } from "../protocol.ts";

type Type = "string" | "number" | "object" | "array";

/** Fields a client relies on; everything else in a frame may be missing or new. */
const SHAPES: ReadonlyMap<string, Readonly<Record<string, Type>>> = new Map(
  Object.entries({
    ready: { epoch: "string", seq: "number", head: "number", scope: "string", window: "object" },
    events: { from: "number", to: "number", items: "array" },
    reset: { reason: "string", epoch: "string", seq: "number" },
    subs: { rev: "number", scope: "string", rejected: "array" },
    error: { code: "string", message: "string" },
    bye: { code: "number", reason: "string" },
  }) as [string, Record<string, Type>][],
);

/**
 * Reads one frame of the service.
 *
 * @param text The text of a WebSocket message.
 * @returns The frame, or `null` for one this version doesn't know, which is to be ignored.
 * @throws {SyntaxError} When it isn't JSON.
 * @throws {TypeError} When it isn't a frame, or a field a client relies on is missing.
 */
export function readServerFrame(text: string): ServerFrame | null {
  const value: unknown = JSON.parse(text);
  if (typeof value !== "object" || value === null || !("t" in value)) {
    throw new TypeError(`Cannot read a frame of the service: it has no "t"`);
  }
  const shape = SHAPES.get(String(value.t));
  if (shape === undefined) return null;
  const fields: Record<string, unknown> = { ...value };
  for (const [name, type] of Object.entries(shape)) {
    if (typeOf(fields[name]) !== type) {
      throw new TypeError(`Cannot read a frame "${value.t}": field "${name}" is not a ${type}`);
    }
  }
  return value as ServerFrame;
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return "array";
  return value === null ? "null" : typeof value;
}
