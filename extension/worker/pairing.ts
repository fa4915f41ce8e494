/**
 * A dashboard asks to be connected.
 *
 * @module
 */

import type { NewServer } from "../model/commands.ts";
import { serverOfCode } from "../model/pairing.ts";

/** Who sent it, as the browser tells: the parts of its `MessageSender` that count. */
export interface Asker {
  readonly origin?: string;
  readonly frameId?: number;
  readonly tab?: { readonly active: boolean };
}

/**
 * Reads what a page sent: a code for the very site the page is of, so that no other site can put
 * one before the person. Only the page in front may ask: one that hides behind another, or in it,
 * could put its offer in the place of one that is just being agreed to. The person still has to agree.
 */
export function takePairing(message: unknown, { origin, frameId, tab }: Asker): NewServer | null {
  if (frameId !== 0 || tab?.active !== true) return null;
  if (typeof message !== "object" || message === null || !("code" in message)) return null;
  const server = typeof message.code === "string" ? serverOfCode(message.code) : null;
  return server !== null && server.url === origin ? server : null;
}
