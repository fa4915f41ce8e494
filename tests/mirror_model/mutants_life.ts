/**
 * Mistakes in telling whether an issue is alive, and what is to be read.
 *
 * @module
 */

import { type Mutant, mutantsOf } from "./rules.ts";

/** Mistakes in telling whether an issue is alive, and what is to be read. */
export const LIFE_MUTANTS: readonly Mutant[] = [
  ...mutantsOf("tombstone.ts", [
    [
      "of two deletes the later counts",
      "told.at > known.at) return next;",
      "told.at < known.at) return next;",
    ],
    [
      "a proof of life begins well after the delete",
      "return isReversible(tombstone) ? known : known + MARGIN;",
      "return isReversible(tombstone) ? known : tombstone.at;",
    ],
    [
      "what goes with a deleted issue is not news",
      "if (row === null || row.tombstone === null || part === null || !part.deleted) return false;",
      "return false;",
    ],
    [
      "what was deleted before its issue is news",
      "after >= -SECOND && ",
      "",
    ],
    [
      "what was deleted long after its issue is news",
      " && after <= CASCADE",
      "",
    ],
  ]),
  ...mutantsOf("decide_delete.ts", [
    [
      "a delete buries its issue",
      "const row = stale ? noted! : bury(noted!, own);",
      "const row = noted!;",
    ],
    [
      "a delete older than a proof of life is over",
      "const stale = isOver || seen.aliveAt > own.at + MARGIN;",
      "const stale = false;",
    ],
    [
      "a read that may have lagged is no proof of life",
      "seen.aliveAt > own.at + MARGIN",
      "seen.aliveAt > own.at",
    ],
    [
      "a delete told late is checked",
      "const delayed = own.receivedAt - own.at > MARGIN;",
      "const delayed = false;",
    ],
    [
      "a delete that the row contradicts is checked",
      "Math.max(row.updated, row.aliveAt) > doubtLine(row.tombstone)",
      "false",
    ],
    [
      "a delete that is over is late",
      "const late = stale || isAfter",
      "const late = isAfter",
    ],
  ]),
  ...mutantsOf("decide_read.ts", [
    [
      "a read used long after it was taken is confirmed",
      "context.now - fact.observedAt > MARGIN",
      "false",
    ],
    [
      "no search page brings an issue back",
      'if (row.tombstone === null || by !== "id") return row;',
      "if (row.tombstone === null) return row;",
    ],
    [
      "a read by id brings an issue back",
      'if (row.tombstone === null || by !== "id") return row;',
      "if (true) return row;",
    ],
    [
      "a read too early to be proof asks for another",
      "return fact.observedAt > doubtful ? line + SECOND - fact.observedAt : null;",
      "return null;",
    ],
    [
      "a read by id proves life",
      'return by === "id" && observedAt > row.aliveAt',
      "return false",
    ],
    [
      "what a read did not find is not deleted",
      'return { row, part, outcome: "same", draft: null, refetch: [], suspect };',
      'const gone = { at: observedAt, receivedAt: observedAt };\n  return { row: row && { ...row, tombstone: gone }, part, outcome: "same", draft: null, refetch: [], suspect };',
    ],
  ]),
  ...mutantsOf("decide_event.ts", [
    [
      "a sign of life on a deleted issue asks for a read",
      "} else if (lifeSign(fact.event) > doubtLine(tombstone)) {",
      "} else if (false) {",
    ],
    [
      "an event of an unknown issue waits for the issue",
      "if (mustWait(known, input)) return hold(known, input);",
      "",
    ],
    [
      "an event later than the last read asks for a read though it was shown",
      "const touched = fresh || isUnread ? fact.event.touches : [];",
      "const touched = fresh ? fact.event.touches : [];",
    ],
    [
      "an event that says nothing whole asks for a read",
      "const touched = fresh || isUnread ? fact.event.touches : [];",
      "const touched: string[] = [];",
    ],
    [
      "an event of a deleted issue is late",
      "if (issue.row !== null && issue.row.tombstone !== null) return true;",
      "",
    ],
    [
      "an older change is late",
      "? part.late : issue.older;",
      "? part.late : false;",
    ],
    [
      "an older comment is late",
      "? part.late : issue.older;",
      "? false : issue.older;",
    ],
    [
      "a picture that was not told is told",
      "return before === null ? tellFirst(row, fact.receivedAt) : tellDifference(before, row);",
      "return { row, draft: null };",
    ],
  ]),
];
