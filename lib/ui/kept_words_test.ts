import { deepEqual, equal, match } from "node:assert/strict";
import { addTally, type KeptItem, NO_TALLY, tallyTotal } from "./kept.ts";
import {
  effortWords,
  keptCount,
  keptVerdict,
  sizeWords,
  subjectWords,
  tallyWords,
} from "./kept_words.ts";

const ITEM: KeptItem = {
  id: "01",
  receivedAt: 1,
  issue: "ABC-1",
  project: "ABC",
  event: "jira:issue_updated",
  attempts: 6,
  reason: "Cannot: a test",
  bytes: 6_200,
};

Deno.test("subjectWords() names the issue, else the project, and the event", () => {
  equal(subjectWords(ITEM), "ABC-1, jira:issue_updated");
  equal(subjectWords({ ...ITEM, issue: null }), "ABC, jira:issue_updated");
  equal(subjectWords({ ...ITEM, issue: null, project: null }), "jira:issue_updated");
  equal(subjectWords({ ...ITEM, issue: null, project: null, event: null }), "Not readable");
});

Deno.test("effortWords() says how often it was tried, and how long it is", () => {
  equal(effortWords(ITEM), "6 attempts, 6 KB");
  equal(effortWords({ ...ITEM, attempts: 1, bytes: 0 }), "1 attempt, 0 bytes");
  equal(effortWords({ ...ITEM, attempts: 0 }), "6 KB");
});

Deno.test("sizeWords() keeps to one figure that matters", () => {
  deepEqual([1, 999, 1_000, 999_499, 25_000_000].map(sizeWords), [
    "1 byte",
    "999 bytes",
    "1 KB",
    "999 KB",
    "25.0 MB",
  ]);
});

Deno.test("keptCount() adds both kinds, and says where counting ended", () => {
  equal(keptCount(null, null), "");
  equal(keptCount(0, 0), "");
  equal(keptCount(2, 1), "3");
  equal(keptCount(1_000, 1), "1,001+");
});

Deno.test("tallyWords() tells each that happened, and nothing else", () => {
  const first = { ...NO_TALLY, replayed: 2, unreadable: 1 };
  const both = addTally(first, { ...NO_TALLY, replayed: 1, gone: 4, duplicates: 1 });
  equal(
    tallyWords(both),
    "3 replayed; 1 removed, as accepted before; 1 still not readable; 4 gone already",
  );
  equal(tallyTotal(both), 9);
  equal(tallyWords({ ...NO_TALLY, discarded: 1 }), "1 discarded");
  equal(tallyWords(NO_TALLY), "Nothing was there any more");
});

Deno.test("keptVerdict() calls for somebody as long as anything waits", () => {
  const nothing = { waiting: 0, foreign: 0, isMore: false, isNarrow: false };
  const told = (shown: Partial<typeof nothing>) => keptVerdict({ ...nothing, ...shown });
  equal(told({}).level, "good");
  deepEqual(told({ isNarrow: true }), {
    level: "none",
    sentence: "Nothing that came in this time waits for you",
  });
  match(told({ waiting: 1, foreign: 1 }).sentence, /^1 webhook could not be applied/);
  match(
    told({ waiting: 500, isMore: true, isNarrow: true }).sentence,
    /^More than 500 webhooks of/,
  );
  match(
    told({ foreign: 50, isMore: true }).sentence,
    /^More than 50 webhooks were of another Jira/,
  );
  deepEqual(told({ foreign: 2 }), {
    level: "warn",
    sentence: "2 webhooks were of another Jira, and not applied",
  });
});
