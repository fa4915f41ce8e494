/**
 * The code that connects the browser extension to a service: made by the dashboard, read by the
 * extension. And the extension's name in browsers, by which the dashboard reaches it.
 *
 * @module
 */

/**
 * Id of the extension where it is loaded from `dist/extension`, which the key in its manifest fixes.
 * A store gives an id of its own; the code works there, too.
 */
export const EXTENSION_ID = "ephbjjfmbhplldfomhiimigoeabgmkak";

/** What the extension has to know of a service. */
export interface Pairing {
  /** Address of the service. */
  readonly url: string;
  readonly token: string;
  /** Address of its Jira; `null` while unknown. */
  readonly jiraUrl: string | null;
}

const PREFIX = "boardcast-";

/** Writes the code: one word that survives copying. */
export function writePairing({ url, token, jiraUrl }: Pairing): string {
  const bytes = new TextEncoder().encode(JSON.stringify([url, token, jiraUrl]));
  const text = btoa(String.fromCharCode(...bytes));
  return PREFIX + text.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** Whether a text is meant as a code, readable or not. */
export function isCode(text: string): boolean {
  return text.trim().startsWith(PREFIX);
}

/** Reads a code; `null` when it is none. */
export function readPairing(code: string): Pairing | null {
  try {
    if (!isCode(code)) return null;
    const text = code.trim().slice(PREFIX.length).replaceAll("-", "+").replaceAll("_", "/");
    const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    const [url, token, jiraUrl] = JSON.parse(new TextDecoder().decode(bytes));
    if (typeof url !== "string" || typeof token !== "string" || token === "") return null;
    return { url, token, jiraUrl: typeof jiraUrl === "string" ? jiraUrl : null };
  } catch {
    return null;
  }
}
