/**
 * Mistakes in telling the newer of two pictures.
 *
 * @module
 */

import { type Mutant, mutantsOf } from "./rules.ts";

/** Mistakes in telling the newer of two pictures. */
export const VERSION_MUTANTS: readonly Mutant[] = [
  ...mutantsOf("version.ts", [
    [
      "a newer version applies",
      "if (snapshot.updated > row.updated) return weighNewer(row, sight);",
      "if (snapshot.updated > row.updated) return weighOlder(row, sight);",
    ],
    [
      "an older version never touches the columns",
      "if (snapshot.updated < row.updated) return weighOlder(row, sight);",
      "if (snapshot.updated < row.updated) return weighNewer(row, sight);",
    ],
    [
      "the same content changes nothing",
      "if (snapshot.hash !== row.hash) return weighConflict(row, sight);",
      "return weighConflict(row, sight);",
    ],
    [
      "what Jira took back does not return",
      "if (passed > MARGIN && !latest)",
      "if (false)",
    ],
    [
      "a read that did not show a newer version asks for another",
      "const wait = passed > 0 || isPassedOver",
      "const wait = isPassedOver",
    ],
    [
      "a newer version that a later event did not show asks for a read",
      "passed > 0 || isPassedOver(row.evidence, snapshot.updated)",
      "passed > 0",
    ],
    [
      "the latest read by id is believed",
      "if (passed > MARGIN && !latest)",
      "if (passed > MARGIN)",
    ],
    [
      "an event later than the version it shows asks for a read",
      "isPassedOver(evidence, row.updated)",
      "false",
    ],
    [
      "one read by id does not make updated fall",
      "if (Math.abs(observedAt - first.observedAt) >= MARGIN) {",
      "if (Math.abs(observedAt - first.observedAt) >= 0) {",
    ],
    [
      "two reads by id make updated fall",
      "if (Math.abs(observedAt - first.observedAt) >= MARGIN) {",
      "if (false) {",
    ],
    [
      "the two reads agree",
      "if (first.updated !== updated || first.hash !== hash) {",
      "if (false) {",
    ],
    [
      "a read begun before the row's version is no fall",
      "if (observedAt <= row.updated || row.tombstone !== null) {",
      "if (row.tombstone !== null) {",
    ],
    [
      "a fresher proof outdates the first of two reads",
      "const stands = fallen !== null && fallen.observedAt > settledAt(evidence);",
      "const stands = true;",
    ],
    [
      "a new version outdates the first of two reads",
      "hash, evidence, fallen: null };",
      "hash, evidence };",
    ],
    [
      "a conflict in doubt asks for a read",
      "const wait = sure ? null : DEBOUNCE;",
      "const wait = null;",
    ],
    [
      "of two webhooks the later event wins",
      "? compareEvents(other, mine)",
      "? -compareEvents(other, mine)",
    ],
    [
      "of two webhooks of one event the larger hash wins",
      "compareText(sight.snapshot.hash, row.hash)",
      "0",
    ],
    [
      "of two reads by id the later wins",
      "      : gap;",
      "      : -gap;",
    ],
    [
      "a read by id begun after the event wins",
      'if (other.by === "id" && gap > 0) return "sight";',
      "",
    ],
    [
      "a read by id begun before the event does not win",
      'if (other.by === "id" && gap > 0) return "sight";',
      'if (other.by === "id") return "sight";',
    ],
    [
      "an event before the read by id is late",
      'if (mine.by === "id" && gap < 0) return "row";',
      "",
    ],
    [
      "a search page decides no conflict",
      'mine.by === other.by && mine.by !== "search"',
      "true",
    ],
    [
      "no webhook brings an issue back",
      "return { ...row, core, updated, hash, evidence, fallen: null };",
      'return { ...row, core, updated, hash, evidence, fallen: null, ...evidence.by === "webhook" ? { tombstone: null } : {} };',
    ],
  ]),
  ...mutantsOf("evidence.ts", [
    [
      "changelog ids count",
      "compareNumerals(a.changelogId, b.changelogId)",
      "0",
    ],
    [
      "changelog ids count as numbers",
      "return left.length - right.length || compareText(left, right);",
      "return compareText(left, right);",
    ],
    [
      "a search page proves less than any other evidence",
      'if (other.by === "search") return known;',
      'if (other.by === "search") return other;',
    ],
    [
      "evidence grows fresher",
      "return gap > 0 ||",
      "return gap < 0 ||",
    ],
  ]),
];
