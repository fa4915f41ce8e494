import { deepEqual, equal } from "node:assert/strict";
import { completenessOf, type Known } from "./completeness.ts";

const NOW = Date.UTC(2026, 0, 2, 12, 3, 30);
const at = (hour: number, minute: number, second: number) =>
  Date.UTC(2026, 0, 2, hour, minute, second);

const WHOLE: Known = {
  now: NOW,
  isImported: true,
  importing: null,
  census: { total: 4_812, agreed: 4_812, asOf: at(3, 0, 12), suspects: 0, open: 0 },
  sweptTo: at(12, 3, 10),
  content: { share: 0.619, since: Date.UTC(2025, 11, 30) },
  oldestUnapplied: 1_234,
  alarms: [],
};

const brake = {
  code: "brake",
  message: "30 of 100 issues of project ABC are gone.",
  since: NOW,
  project: "1",
};

Deno.test("completenessOf() says what was compared, when, and in which zone", () => {
  const { state, message, ...figures } = completenessOf(WHOLE);
  equal(state, "good");
  equal(
    message,
    "ids agree with Jira as of 03:00:12 UTC (4,812 of 4,812) · changes swept to 12:03:10 UTC · " +
      "content re-read: 61 % this week · oldest unapplied delivery 1.2 s",
  );
  deepEqual(figures, {
    ids: { agreed: 4_812, total: 4_812, asOf: at(3, 0, 12) },
    sweptTo: at(12, 3, 10),
    content: WHOLE.content,
    oldestUnapplied: 1_234,
  });
});

const CENSUS = WHOLE.census!;

for (
  const [name, known, state, says] of [
    [
      "nothing read yet",
      { isImported: false, census: null, sweptTo: null },
      "learning",
      "reading everything from Jira for the first time: not under way now · content re-read: 61 % this week · oldest unapplied delivery 1.2 s",
    ],
    [
      "an import under way",
      {
        isImported: false,
        importing: { seen: 1_200, expected: 4_800 },
        content: null,
        oldestUnapplied: null,
      },
      "learning",
      "reading everything from Jira for the first time: 1,200 of about 4,800 issues",
    ],
    [
      "ids never compared",
      { census: null, content: null, oldestUnapplied: null },
      "behind",
      "ids not compared with Jira yet · changes swept to 12:03:10 UTC",
    ],
    [
      "an id that is missing",
      {
        census: { ...CENSUS, agreed: 4_811 },
        content: null,
        oldestUnapplied: null,
      },
      "behind",
      "ids agree with Jira for 4,811 of 4,812 as of 03:00:12 UTC · changes swept to 12:03:10 UTC",
    ],
    [
      "suspects and a project left open",
      {
        census: { ...CENSUS, suspects: 30, open: 1 },
        content: null,
        oldestUnapplied: null,
      },
      "behind",
      "ids agree with Jira for 4,812 of 4,812 as of 03:00:12 UTC, 30 not found there and kept, " +
      "1 project left open · changes swept to 12:03:10 UTC",
    ],
    [
      "a census of the day before yesterday",
      {
        census: { ...CENSUS, asOf: Date.UTC(2025, 11, 31, 3) },
        content: null,
        oldestUnapplied: null,
      },
      "behind",
      "ids agree with Jira as of 2025-12-31 03:00:00 UTC (4,812 of 4,812) · " +
      "changes swept to 12:03:10 UTC",
    ],
    [
      "sweeps that have stopped",
      { sweptTo: at(11, 40, 0), content: null, oldestUnapplied: null },
      "behind",
      "ids agree with Jira as of 03:00:12 UTC (4,812 of 4,812) · changes swept to 11:40:00 UTC",
    ],
    [
      "a delivery that does not get through",
      { content: null, oldestUnapplied: 7_200_000 },
      "behind",
      "ids agree with Jira as of 03:00:12 UTC (4,812 of 4,812) · changes swept to 12:03:10 UTC · " +
      "oldest unapplied delivery 2.0 h",
    ],
    [
      "all content read, long ago",
      {
        content: { share: 1, since: Date.UTC(2025, 10, 1) },
        oldestUnapplied: null,
      },
      "good",
      "ids agree with Jira as of 03:00:12 UTC (4,812 of 4,812) · changes swept to 12:03:10 UTC · " +
      "content re-read: 100 % since 2025-11-01",
    ],
    [
      "an alarm",
      { alarms: [brake, brake], content: null, oldestUnapplied: null },
      "alarm",
      "30 of 100 issues of project ABC are gone (and 1 more) · ids agree with Jira as of " +
      "03:00:12 UTC (4,812 of 4,812) · changes swept to 12:03:10 UTC",
    ],
  ] as readonly [string, Partial<Known>, string, string][]
) {
  Deno.test(`completenessOf() is honest about ${name}`, () => {
    const { state: is, message } = completenessOf({ ...WHOLE, ...known });
    deepEqual({ state: is, message }, { state, message: says });
  });
}
