/**
 * The first run: everything Jira has, once.
 *
 * @module
 */

import { JiraError } from "../../jira/rest/types.ts";
import type { Job, JobContext } from "../runs/job.ts";
import { readSweepState } from "./state.ts";
import { type WalkDeps, walkPages } from "./walk.ts";

/** Makes the job; due until it has come to its end once. */
export function createImport(deps: WalkDeps): Job {
  return {
    kind: "import",
    isDue: async () => (await readSweepState(deps)).watermark === null,
    run: async (context) => {
      if (context.run.expected === null) await noteExpected(deps, context);
      return await walkPages(deps, {
        kind: "import",
        context,
        begin: () => Promise.resolve({ since: null, reconcile: [], isWide: true }),
      });
    },
  };
}

/** A Jira that won't count can be read all the same: only how far the import is can't be told. */
async function noteExpected({ log }: WalkDeps, context: JobContext): Promise<void> {
  try {
    await context.note({ expected: await context.jira.count({}, context) });
  } catch (cause) {
    const isOfCounting = cause instanceof JiraError &&
      ["forbidden", "not_found", "refused", "malformed"].includes(cause.code);
    if (!isOfCounting) throw cause;
    log("Cannot tell how many issues there are: the import goes on", cause);
  }
}
