/**
 * Reading issues by id so that one which Jira can't answer for does not keep the others from being
 * read.
 *
 * @module
 */

import {
  type FoundIssue,
  JiraError,
  type JiraReader,
  type Observed,
} from "../../jira/rest/types.ts";

/** What was asked for in one call, and what came of it; `null`: Jira can't answer for it. */
export interface Answer {
  readonly ids: readonly string[];
  readonly observed: Observed<readonly FoundIssue[]> | null;
}

/**
 * Reads issues by id, in halves and halves of those where Jira refuses the whole.
 *
 * @throws {JiraError} When Jira does not answer for reasons of its own.
 */
export async function readParts(
  deps: { readonly jira: JiraReader; readonly log: (message: string, cause?: unknown) => void },
  { ids, signal }: { readonly ids: readonly string[]; readonly signal: AbortSignal },
): Promise<Answer[]> {
  try {
    return [{ ids, observed: await deps.jira.read(ids, { signal }) }];
  } catch (cause) {
    const isOfThese = cause instanceof JiraError &&
      (cause.code === "refused" || cause.code === "malformed");
    if (!isOfThese) throw cause;
    if (ids.length === 1) {
      deps.log(`Cannot read issue ${ids[0]}`, cause);
      return [{ ids, observed: null }];
    }
    const half = Math.ceil(ids.length / 2);
    const parts = [ids.slice(0, half), ids.slice(half)];
    const answers: Answer[] = [];
    for (const part of parts) answers.push(...await readParts(deps, { ids: part, signal }));
    return answers;
  }
}
