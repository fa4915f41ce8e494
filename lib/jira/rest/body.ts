/**
 * Reads the body of an answer, and no more of it than is sane.
 *
 * @module
 */

import { type JiraCall, nameOf } from "./call.ts";
import { JiraError } from "./types.ts";

/**
 * Most bytes of one answer. A page of 100 issues with the longest description Jira allows is 4 MB,
 * 5,000 ids are 1 MB.
 */
export const MAX_ANSWER = 32 * 1024 * 1024;

/**
 * The whole body as text.
 *
 * @throws {JiraError} `malformed` when it is longer than {@linkcode MAX_ANSWER}.
 */
export async function joined(answer: Response, call: JiraCall): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const chunk of answer.body ?? []) {
    bytes += chunk.length;
    if (bytes > MAX_ANSWER) {
      throw new JiraError(
        "malformed",
        `Cannot ${call.action}: the answer to ${nameOf(call)} is longer than ` +
          `${MAX_ANSWER / 1024 / 1024} MiB. Check that it is Jira that answers there`,
      );
    }
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
