/**
 * Bytes of request bodies in flight, bounded for the whole isolate.
 *
 * @module
 */

import { joinBytes } from "../../store/bytes.ts";
import { createDeadline } from "./deadline.ts";

/** Longest body accepted: what Jira sends at most. */
export const MAX_BODY = 25 * 1024 * 1024;

/** Bytes of bodies read at the same time. */
export const MAX_IN_FLIGHT = 64 * 1024 * 1024;

/** How long a body may take to arrive, ms; Jira itself gives up after 20 s. */
const BODY_DEADLINE = 20_000;

/** Why a body was not read. */
export type BodyRefusal = "too_large" | "busy" | "slow" | "aborted";

/** A body whose bytes count until it is released. */
export type BodyResult =
  | { readonly ok: true; readonly raw: Uint8Array; readonly release: () => void }
  | { readonly ok: false; readonly code: BodyRefusal };

/** Reads bodies within the budget. */
export interface BodyReader {
  /** How long a body may take to arrive, ms. */
  readonly deadline: number;
  read(request: Request): Promise<BodyResult>;
}

/** A body declared at most this long is read at once and counts from the start. */
const READ_AT_ONCE = 64 * 1024;

/**
 * Bytes that may be declared and not yet here. Beyond, bodies count as they arrive: who declares
 * much and sends nothing must not take the room of those who send.
 */
const DECLARED_AT_MOST = MAX_IN_FLIGHT - 4 * 1024 * 1024;

/** Bytes of the bodies being read or held. */
interface Budget {
  used: number;
}

/** Makes a reader with a budget of its own. `deadline` in ms. */
export function createBodyReader(deadline: number = BODY_DEADLINE): BodyReader {
  const budget: Budget = { used: 0 };
  const within = createDeadline(deadline);
  return {
    deadline,
    read: async (request) => {
      const declared = Number(request.headers.get("content-length") ?? "NaN");
      if (declared > MAX_BODY) return { ok: false, code: "too_large" };
      const held = hold(budget);
      const late = new AbortController();
      const reading = declared <= READ_AT_ONCE && budget.used + declared <= DECLARED_AT_MOST
        ? readAtOnce(request, { held, bytes: declared })
        : readStream(request, { held, late: late.signal });
      const result = await within(reading);
      if (result instanceof Uint8Array) return { ok: true, raw: result, release: held.release };
      late.abort();
      held.release();
      return { ok: false, code: result };
    },
  };
}

/** What one body takes of the budget. */
interface Held {
  /** `false` when there is no room for so many bytes more. */
  take(bytes: number): boolean;
  release(): void;
}

function hold(budget: Budget): Held {
  let bytes = 0;
  let released = false;
  return {
    take: (more) => {
      if (released || budget.used + more > MAX_IN_FLIGHT) return false;
      budget.used += more;
      bytes += more;
      return true;
    },
    release: () => {
      if (!released) budget.used -= bytes;
      released = true;
    },
  };
}

async function readAtOnce(
  request: Request,
  { held, bytes }: { readonly held: Held; readonly bytes: number },
): Promise<Uint8Array | BodyRefusal> {
  if (!held.take(bytes)) return "busy";
  try {
    return new Uint8Array(await request.arrayBuffer());
  } catch {
    return "aborted";
  }
}

/** A body given up is cancelled: its parts must not stay in memory as long as its connection. */
async function readStream(
  request: Request,
  { held, late }: { readonly held: Held; readonly late: AbortSignal },
): Promise<Uint8Array | BodyRefusal> {
  const reader = request.body?.getReader();
  if (reader === undefined) return new Uint8Array(0);
  const cancel = () => void reader.cancel().catch(() => {});
  late.addEventListener("abort", cancel, { once: true });
  const result = await readParts(reader, held);
  if (typeof result === "string") cancel();
  return result;
}

async function readParts(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  held: Held,
): Promise<Uint8Array | BodyRefusal> {
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      length += part.value.length;
      if (length > MAX_BODY) return "too_large";
      if (!held.take(part.value.length)) return "busy";
      parts.push(part.value);
    }
  } catch {
    return "aborted";
  }
  return joinBytes(parts);
}
