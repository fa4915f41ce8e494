/**
 * Mistakes in burying what a census found gone, and in bringing it back.
 *
 * @module
 */

import { type Mutant, mutantsOf } from "./rules.ts";

/** Mistakes in burying what a census found gone, and in bringing it back. */
export const GONE_MUTANTS: readonly Mutant[] = [
  ...mutantsOf("decide_gone.ts", [
    [
      "what a census found gone is buried",
      'row: gone, outcome: "deleted"',
      'row, outcome: "deleted"',
    ],
    [
      "what a census buries is told",
      "draft: draftGone(gone, { at, state }) };",
      "};",
    ],
    [
      "what is gone already is not buried again",
      "if (row.tombstone !== null) return nothing;",
      "",
    ],
    [
      "an issue seen alive after the census read is not buried",
      "if (since <= MARGIN) return",
      "if (since < -MARGIN) return",
    ],
    [
      "a census read that may have lagged buries nothing",
      "if (since <= MARGIN) return",
      "if (since <= 0) return",
    ],
    [
      "what a census could not bury stays suspect",
      "suspect: since > 0",
      "suspect: false",
    ],
    [
      "an old read buries nothing",
      "if (context.now - at > USABLE_FOR) return { ...nothing, suspect: true };",
      "",
    ],
    [
      "a read by id is a sign of life to the census",
      "Math.max(aliveAt, updated, timeOf(evidence))",
      "Math.max(updated, timeOf(evidence))",
    ],
    [
      "a change is a sign of life to the census",
      "Math.max(aliveAt, updated, timeOf(evidence))",
      "Math.max(aliveAt, timeOf(evidence))",
    ],
    [
      "an event is a sign of life to the census",
      "Math.max(aliveAt, updated, timeOf(evidence))",
      "Math.max(aliveAt, updated)",
    ],
  ]),
  ...mutantsOf("tombstone.ts", [
    [
      "Jira's own word for a delete says more than a census",
      "known.state !== undefined || told.at > known.at",
      "told.at > known.at",
    ],
    [
      "what was found deleted comes back by a read well after",
      'return state !== "deleted";',
      "return true;",
    ],
    [
      "what was archived, trashed or hidden comes back by the next read",
      "return isReversible(tombstone) ? known : known + MARGIN;",
      "return known + MARGIN;",
    ],
    [
      "a comment deleted of an issue that is hidden is news",
      "if (isReversible(row.tombstone)) return false;",
      "",
    ],
    [
      "a sign of life shortly before what a census found is checked",
      "return state === undefined ? at : at - MARGIN;",
      "return at;",
    ],
    [
      "a delete that a census found is told once",
      "return foundAt !== null && told.at <= foundAt + MARGIN;",
      "return false;",
    ],
    [
      "a delete of what was hidden is told",
      'return state === "deleted" ? at : foundAt ?? null;',
      "return state !== undefined ? at : foundAt ?? null;",
    ],
    [
      "a delete later than what a census found is told",
      " && told.at <= foundAt + MARGIN;",
      ";",
    ],
    [
      "what a census told of covers every delete before it",
      'return state === "deleted" ? at : foundAt ?? null;',
      'return state === "deleted" ? at : null;',
    ],
  ]),
  ...mutantsOf("decide_delete.ts", [
    [
      "a delete is not late for what a census found later",
      "known !== null && known.state === undefined && known.at > own.at",
      "known !== null && known.at > own.at",
    ],
    [
      "a delete that is over is told though another one was found",
      "fresh && (stale || !isDeleteFound",
      "fresh && (!isDeleteFound",
    ],
  ]),
  ...mutantsOf("draft.ts", [
    [
      "each return of an issue is an entry of its own",
      'action === "restored" ? `r${aliveAt}` : ',
      "",
    ],
  ]),
];
