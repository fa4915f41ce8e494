/**
 * Asks a service for an issue that the extension does not know.
 *
 * @module
 */

import { ANSWER_WITHIN } from "../model/presence.ts";
import type { Server, Task } from "../model/types.ts";
import type { Ports } from "./ports.ts";

/** What the service calls an issue now. */
export type FoundIssue = Pick<Task, "id" | "key">;

/**
 * Finds an issue by a key it has or had.
 *
 * @returns `null` where the service knows none, may not be asked, or does not answer: nobody waits for
 * it, and the next look at the page asks again.
 */
export async function findIssue(
  { url, token }: Server,
  { key, fetch, mayRead }: { readonly key: string } & Pick<Ports, "fetch" | "mayRead">,
): Promise<FoundIssue | null> {
  if (!await mayRead(url)) return null;
  try {
    const response = await fetch(`${url}/api/issues/${key}`, {
      headers: { authorization: `Bearer ${token}`, accept: "application/json" },
      redirect: "error",
      signal: AbortSignal.timeout(ANSWER_WITHIN),
    });
    const found = await response.json();
    return typeof found.id === "string" && typeof found.key === "string" ? found : null;
  } catch {
    return null;
  }
}
