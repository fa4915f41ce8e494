/**
 * The first run: everything Jira has, once.
 *
 * @module
 */

import type { Job } from "./job.ts";
import { readSweepState } from "./sweep_state.ts";
import { type WalkDeps, walkPages } from "./walk.ts";

/** Makes the job; due until it has come to its end once. */
export function createImport(deps: WalkDeps): Job {
  return {
    kind: "import",
    isDue: async () => (await readSweepState(deps)).watermark === null,
    run: async (context) => {
      if (context.run.expected === null) {
        await context.note({ expected: await context.jira.count({}, context) });
      }
      return await walkPages(deps, {
        kind: "import",
        context,
        begin: () => Promise.resolve({ since: null, reconcile: [], isWide: true }),
      });
    },
  };
}
