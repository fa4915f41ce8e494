/**
 * Mistakes in what is shown, to whom, and which issue a key stands for.
 *
 * @module
 */

import { type Mutant, mutantsOf } from "./rules.ts";

/** Mistakes in what is shown, to whom, and which issue a key stands for. */
export const FEED_MUTANTS: readonly Mutant[] = [
  ...mutantsOf("part.ts", [
    [
      "a deleted comment stays deleted",
      "deleted: known.deleted || deleted,",
      "deleted,",
    ],
    [
      "a comment keeps its newest version",
      "version: Math.max(known.version, version),",
      "version,",
    ],
  ]),
  ...mutantsOf("memory.ts", [
    [
      "a change of an issue is shown once",
      "|| row?.changes.includes(identity)",
      "",
    ],
    [
      "a change of a comment is shown once",
      "part?.changes.includes(identity) || ",
      "",
    ],
    [
      "a comment deleted is told once by two bodies",
      "if (at < 0) return",
      "return",
    ],
    [
      "comments deleted in one instant stay several",
      "return { row: { ...row, changes: row.changes.toSpliced(at, 1) }, isTwin: true };",
      "return { row, isTwin: true };",
    ],
    [
      "what a read has told is not told again",
      "const rest = settleTold(own.changes, event);",
      "const rest = null as string[] | null;",
    ],
  ]),
  ...mutantsOf("told.ts", [
    [
      "all of a change was told, or it is news",
      "if (at < 0) return null;",
      "if (at < 0) continue;",
    ],
    [
      "a note stands for one change only",
      "rest.splice(at, 1);",
      "",
    ],
    [
      "a note says nothing of later versions",
      "&& version <= Number(match[2])",
      "",
    ],
    [
      "a note says nothing of earlier versions",
      "Number(match[1]) <= version &&",
      "",
    ],
  ]),
  ...mutantsOf("tell.ts", [
    [
      "what only a read shows is told",
      "if (now.tombstone !== null || (changes.length === 0 && !revived)) {",
      "if (true) {",
    ],
    [
      "an issue that came back is told",
      "(changes.length === 0 && !revived)",
      "changes.length === 0",
    ],
    [
      "an issue first seen by a read is told",
      "if (created === null || seenAt - created > NEWS)",
      "if (true)",
    ],
  ]),
  ...mutantsOf("scope.ts", [
    [
      "an entry keeps the scope before a move",
      "return moved ? was : null;",
      "return null;",
    ],
  ]),
  ...mutantsOf("alias.ts", [
    [
      "an issue alive has its key before one that had it",
      "Number(b.current) - Number(a.current) || ",
      "",
    ],
    [
      "a key left behind is given up",
      "own?.current === claim.current && own.version",
      "own !== undefined && own.version",
    ],
    [
      "of two issues the later one has the key",
      "b.version - a.version",
      "a.version - b.version",
    ],
    [
      "who else has or had a key is remembered",
      "rest.length === 0 ? best!",
      "rest.length >= 0 ? best!",
    ],
    [
      "the key before a move is given up",
      "if (before !== null) keys.set(before.core.key, before.updated);",
      "",
    ],
    [
      "the key of an old picture stands for its issue",
      "if (snapshot !== null) keys.set(snapshot.core.key, snapshot.updated);",
      "",
    ],
    [
      "the key of a deleted issue is not current",
      "key === row.core.key && row.tombstone === null",
      "key === row.core.key",
    ],
  ]),
];
