/**
 * A dashboard asks to be connected.
 *
 * @module
 */

import type { NewServer } from "../model/commands.ts";
import { serverOfCode } from "../model/pairing.ts";

/**
 * Reads what a page sent: a code for the very site the page is of, so that no other site can put
 * one before the person. The person still has to agree.
 */
export function takePairing(message: unknown, origin: string | undefined): NewServer | null {
  if (typeof message !== "object" || message === null || !("code" in message)) return null;
  const server = typeof message.code === "string" ? serverOfCode(message.code) : null;
  return server !== null && server.url === origin ? server : null;
}
