/**
 * The code a dashboard gives to connect the extension: where the service is, a token, and where its
 * Jira is.
 *
 * @module
 */

import { isCode, readPairing, writePairing } from "../../lib/ui/pairing.ts";
import type { NewServer } from "./commands.ts";

export { isCode, readPairing, writePairing };

/** Browsers take almost anything for a host, spaces included. */
const HOST = /^(?:[a-z0-9-]+\.)*[a-z0-9-]+$|^\[[0-9a-f:.]+\]$/i;

/** What to do with an address somebody typed: use it, or say what is wrong with it. */
export type Address =
  | { readonly ok: true; readonly url: string }
  | { readonly ok: false; readonly why: "unreadable" | "insecure" };

/** Reads the address of a service. A token crosses no network in the open: `http` is for this machine. */
export function readAddress(text: string): Address {
  const trimmed = text.trim();
  const url = URL.parse(/^[a-z]+:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`);
  if (url === null || !/^https?:$/.test(url.protocol) || !HOST.test(url.hostname)) {
    return { ok: false, why: "unreadable" };
  }
  if (url.protocol === "http:" && !isHere(url.hostname)) return { ok: false, why: "insecure" };
  return { ok: true, url: url.origin };
}

/** The address of a Jira, with the path it may have on Data Center; `null` for what is none. */
export function readJiraUrl(text: unknown): string | null {
  const url = typeof text === "string" ? URL.parse(text.trim()) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) return null;
  return (url.origin + url.pathname).replace(/\/+$/, "");
}

/** A server of a pairing code; `null` when it is none, or names an address that is no good. */
export function serverOfCode(code: string): NewServer | null {
  const pairing = readPairing(code);
  const address = pairing === null ? null : readAddress(pairing.url);
  if (pairing === null || address?.ok !== true) return null;
  const { token, jiraUrl } = pairing;
  const name = new URL(address.url).host;
  return { url: address.url, token, jiraUrl: readJiraUrl(jiraUrl), name };
}

function isHere(host: string): boolean {
  return host === "localhost" || host === "127.0.0.1" || host.endsWith(".localhost");
}
