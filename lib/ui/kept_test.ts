import { deepEqual, equal, match, ok, throws } from "node:assert/strict";
import {
  addTally,
  bodyText,
  effortWords,
  keptCount,
  type KeptItem,
  NO_TALLY,
  readKeptPage,
  readKeptProgress,
  sizeWords,
  subjectWords,
  tallyWords,
} from "./kept.ts";

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
  equal(tallyWords({ ...NO_TALLY, discarded: 1 }), "1 discarded");
  equal(tallyWords(NO_TALLY), "Nothing was there any more");
});

Deno.test("bodyText() lays JSON out, and shows anything else as it came", () => {
  const told = { encoding: "utf-8", isWhole: true };
  equal(bodyText({ ...told, body: '{"a":1}' }), '{\n  "a": 1\n}');
  equal(bodyText({ ...told, body: "no <b>JSON</b>" }), "no <b>JSON</b>");
  equal(bodyText({ ...told, body: "" }), "The body is empty.");
  equal(
    bodyText({ body: "AAEC", encoding: "base64", isWhole: true }),
    "Not text; in base64:\nAAEC",
  );
  equal(bodyText({ body: null, bodyProblem: "Cannot read it" }), "Cannot read it");
  const long = bodyText({ ...told, body: "x".repeat(100_000) });
  ok(long.length < 21_000);
  match(long, /… and more$/);
});

Deno.test("what is none of these answers is refused in plain words", () => {
  for (const answer of [null, 1, {}, { items: [{}], next: null }]) {
    throws(() => readKeptPage(answer), /Reload the page/);
  }
  throws(() => readKeptProgress({ remaining: "3" }), /Reload the page/);
  equal(readKeptProgress({ discarded: 2, gone: 0, remaining: 0, next: null }).replayed, 0);
});
