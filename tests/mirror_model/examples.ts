/**
 * Histories too rare to wait for, tried before the random ones.
 *
 * @module
 */

import type { Copy, Op, Plan } from "./plan.ts";

function op(act: Op["act"], fields: Partial<Op> & { readonly delay?: number } = {}): Op {
  const { delay, ...rest } = fields;
  const copies: readonly Copy[] = [{ delay: delay ?? 0, body: "full" }];
  return { act, issue: 0, gap: 130_000, value: 0, skew: 0, copies, ...rest };
}

/** Plans for the convergence property. */
export const EXAMPLES: readonly Plan[] = [
  // A delete told an hour late, after a search page has shown the issue that was restored meanwhile.
  { ops: [op("edit"), op("edit"), op("delete", { delay: 4_500_000 }), op("restore")], reads: [] },
  // A delete overtaken by an edit made after the issue was restored.
  {
    ops: [
      op("edit"),
      op("edit"),
      op("delete", { delay: 20_000 }),
      op("restore", { gap: 0 }),
      op("edit", { gap: 5_000 }),
    ],
    reads: [],
  },
  // Only a comment deleted much later tells that its issue was restored.
  {
    ops: [
      op("edit"),
      op("comment"),
      op("delete", { value: 1 }),
      op("restore"),
      op("uncomment", { gap: 1_200_000 }),
    ],
    reads: [],
  },
  // A comment deleted with its issue, back with it, and deleted again: two changes, one identity.
  {
    ops: [
      op("edit"),
      op("comment", { gap: 0 }),
      op("delete", {
        gap: 0,
        copies: [{ delay: 400_000, body: "full" }, { delay: 0, body: "full" }],
      }),
      op("restore", { gap: 0 }),
      op("uncomment", { gap: 1_200_000 }),
    ],
    reads: [],
  },
  // A key is taken by an issue whose delete overtakes its creation, before its holder's move is told.
  {
    ops: [
      op("edit"),
      op("move", { value: 1, delay: 400_000 }),
      op("edit", { issue: 1, gap: 1, delay: 2_500 }),
      op("delete", { issue: 1, gap: 1 }),
    ],
    reads: [],
  },
  // A site restored from a backup, and later from a younger one.
  {
    ops: [op("edit"), op("edit"), op("fall"), op("fall", { gap: 1_200_000 })],
    reads: [{ by: "id", issue: 0, after: 2, drift: 0, delay: 0 }],
  },
  // A site restored from a backup, which only a change that doesn't move `updated` gives away.
  { ops: [op("edit"), op("edit"), op("fall"), op("silent")], reads: [] },
  // A site restored from a backup, and an edit it took back that is told after what followed.
  {
    ops: [
      op("edit", { copies: [] }),
      op("edit", { gap: 1_200_000, delay: 4_500_000 }),
      op("fall", { gap: 0 }),
      op("silent", { gap: 1_200_000 }),
    ],
    reads: [],
  },
  // There and back within one version, untold; a read from in between is used after all others.
  {
    ops: [
      op("edit"),
      op("silent", { gap: 5_001, value: 2, copies: [] }),
      op("silent", { gap: 0, value: 1, copies: [] }),
    ],
    reads: [{ by: "id", issue: 0, after: 1, drift: 55_000, delay: 4_500_000 }],
  },
  // Deleted against an older page; restored, proved, and the delete delivered again.
  {
    ops: [
      op("edit"),
      op("delete", { copies: [{ delay: 0, body: "full" }, { delay: 4_500_000, body: "full" }] }),
      op("restore"),
    ],
    reads: [
      { by: "search", issue: 0, after: 0, drift: 600_000, delay: 0 },
      { by: "id", issue: 0, after: 2, drift: 0, delay: 0 },
    ],
  },
  // Hidden, back, and archived in one instant: a census that saw the first says so for good.
  {
    ops: [
      op("edit"),
      op("edit"),
      op("edit", { gap: 1_200_000, delay: 400_000 }),
      op("edit", { gap: 0, delay: 65_000 }),
      op("hide", { gap: 0, value: 0 }),
      op("restore", { gap: 0 }),
      op("hide", { gap: 0, value: 1 }),
    ],
    reads: [{ by: "census", issue: 0, after: 4, drift: -3_000, delay: 0 }],
  },
];
