/**
 * Reads what clients send over the socket, and writes what they are sent.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { z } from "zod";
import { type ClientFrame, LIMITS, type ServerFrame } from "./protocol.ts";
import { fault, subscriptionSchema } from "./subscription.ts";

const seq = z.number().int().min(0).max(999_999_999_999_999);
const cursor = z.object({ epoch: z.string().regex(/^[A-Za-z0-9._-]{1,64}$/), seq });
const token = z.string().min(1).max(4_096);
const name = z.string().min(1).max(128);

const SCHEMAS: { readonly [T in ClientFrame["t"]]: z.ZodType } = {
  hello: z.object({
    t: z.literal("hello"),
    token,
    client: name,
    app: name.optional(),
    site: name.optional(),
    subs: subscriptionSchema.optional(),
    cursor: cursor.optional(),
    scope: z.string().max(64).optional(),
    max_behind: z.number().int().min(1).optional(),
  }),
  subs: z.object({
    t: z.literal("subs"),
    rev: z.number().int().min(0),
    subs: subscriptionSchema,
  }),
  start: z.object({ t: z.literal("start"), cursor }),
  ack: z.object({ t: z.literal("ack"), seq }),
  auth: z.object({ t: z.literal("auth"), token }),
};

/** Every type of frame a client may send. */
export const CLIENT_FRAMES: readonly ClientFrame["t"][] = Object.keys(
  SCHEMAS,
) as ClientFrame["t"][];

/** What came of reading a client's frame. */
export type ReadFrame =
  | { readonly ok: true; readonly frame: ClientFrame }
  /** Nothing the protocol knows, though well formed: answered by `error`, the connection stays. */
  | { readonly ok: "unknown"; readonly type: string }
  /** Broken: the connection ends with `bad_frame`. */
  | { readonly ok: false; readonly message: string };

/** Nearly all that comes in are acknowledgements, so the usual spelling skips the JSON parser. */
const PLAIN_ACK = /^\{"t":"ack","seq":(\d{1,15})\}$/;

/** Reads one text message; fields the protocol does not know are left out. */
export function readFrame(text: string): ReadFrame {
  const ack = PLAIN_ACK.exec(text);
  if (ack !== null) return { ok: true, frame: { t: "ack", seq: Number(ack[1]) } };
  if (text.length > LIMITS.client_frame || byteLength(text) > LIMITS.client_frame) {
    return bad(`longer than ${LIMITS.client_frame} bytes`);
  }
  const value = parse(text);
  if (value === undefined) return bad("not JSON");
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return bad("not a JSON object");
  }
  const type: unknown = Reflect.get(value, "t");
  if (typeof type !== "string") return bad('no text in field "t"');
  if (!isClientFrame(type)) return { ok: "unknown", type: type.slice(0, 32) };
  const read = SCHEMAS[type].safeParse(value);
  if (!read.success) return bad(`${type}: ${fault(read.error)}`);
  return { ok: true, frame: read.data as ClientFrame };
}

/** Writes a frame that is not on the fast path of events. */
export function writeFrame(frame: ServerFrame): string {
  return JSON.stringify(frame);
}

/** Writes an `events` frame around items that are already JSON, separated by commas. */
export function writeEvents(
  range: { readonly from: number; readonly to: number },
  items: string,
): string {
  return `{"t":"events","from":${range.from},"to":${range.to},"items":[${items}]}`;
}

/** Size of a text on the wire, in bytes. Counted without encoding it: every entry is measured. */
export function byteLength(text: string): number {
  return Buffer.byteLength(text);
}

function bad(found: string): ReadFrame {
  return { ok: false, message: `Cannot read the frame: ${found}` };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isClientFrame(type: string): type is ClientFrame["t"] {
  return Object.hasOwn(SCHEMAS, type);
}
