import { deepEqual, equal } from "node:assert/strict";
import type { Completeness } from "../sync/types.ts";
import { factsOf, noteOf, verdictOf } from "./completeness.ts";
import { instant } from "./time.ts";

const now = new Date(2026, 2, 10, 12, 3, 40).getTime();
const census = new Date(2026, 2, 10, 3, 0, 12).getTime();
const swept = now - 30_000;
const monday = new Date(2026, 2, 9).getTime();

function known(change: Partial<Completeness> = {}): Completeness {
  return {
    state: "good",
    message: "What the service says",
    ids: { agreed: 4_812, total: 4_812, asOf: census },
    sweptTo: swept,
    content: { share: 0.61, since: monday },
    oldestUnapplied: 1_200,
    ...change,
  };
}

const unknown = { ids: null, sweptTo: null, content: null, oldestUnapplied: null };

Deno.test("verdictOf() says of a complete mirror what agreed, and up to when", () => {
  deepEqual(verdictOf(known(), now), {
    level: "good",
    short: "Complete",
    sentence: `The ids of all 4,812 issues agree with Jira as of ${instant(census, now)}, and ` +
      `changes are compared up to ${instant(swept, now)}`,
  });
});

for (
  const [what, change, sentence] of [
    [
      "no census yet",
      { ids: null },
      `All changes are compared up to ${instant(swept, now)}; ids are not compared yet`,
    ],
    [
      "ids that differ",
      { state: "behind", ids: { agreed: 4_800, total: 4_812, asOf: census } },
      `12 issues of 4,812 did not agree with Jira as of ${instant(census, now)}`,
    ],
    [
      "no census yet, though there should be one",
      { state: "behind", ids: null },
      `The ids are not compared with Jira yet, changes up to ${instant(swept, now)}`,
    ],
    [
      "nothing compared",
      { state: "behind", ...unknown },
      "The ids are not compared with Jira yet, no changes yet",
    ],
    [
      "webhooks that wait",
      { state: "behind", oldestUnapplied: 720_000 },
      "Webhooks wait to be applied, the oldest for 12 min",
    ],
    [
      "a comparison that is old, or left something open",
      { state: "behind" },
      `The comparison is not complete: ids as of ${instant(census, now)}, changes up to ` +
      instant(swept, now),
    ],
  ] as const
) {
  Deno.test(`verdictOf() says what is so with ${what}`, () => {
    equal(verdictOf(known(change), now).sentence, sentence);
  });
}

Deno.test("verdictOf() gives every state a level and short words of its own", () => {
  const states = ["off", "learning", "good", "behind", "alarm"] as const;
  const verdicts = states.map((state) => verdictOf(known({ state }), now));
  deepEqual(verdicts.map(({ level }) => level), ["none", "none", "good", "warn", "bad"]);
  equal(new Set(verdicts.map(({ short }) => short)).size, states.length);
});

Deno.test("factsOf() tells each thing that was compared", () => {
  deepEqual(factsOf(known(), now).map(({ value, note }) => [value, note]), [
    ["4,812 of 4,812", `as of ${instant(census, now)}`],
    [instant(swept, now), "30s ago"],
    ["61 %", `since ${instant(monday, now)}`],
    ["1.2 s", "accepted, not applied yet"],
  ]);
});

Deno.test("factsOf() says of each thing that it is not known yet", () => {
  deepEqual(factsOf(known(unknown), now).map(({ value, note }) => [value, note]), [
    ["–", "no census yet"],
    ["–", "no sweep yet"],
    ["–", "not yet"],
    ["None", "everything is applied"],
  ]);
});

Deno.test("noteOf() is short, and the service's own words where nothing is known yet", () => {
  equal(noteOf(known(), now), `ids 4,812 of 4,812 · changes up to ${instant(swept, now)}`);
  equal(noteOf(known({ state: "off" }), now), "only webhooks are applied; see what to set");
  equal(noteOf(known(unknown), now), "What the service says");
});
