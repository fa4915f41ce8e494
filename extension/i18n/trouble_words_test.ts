import { deepEqual, equal, match, notEqual } from "node:assert/strict";
import type { Ending, FeedStatus } from "../../lib/feed/client/client.ts";
import { CLOSE } from "../../lib/feed/protocol.ts";
import { complaintOf, FAILURES, type Trouble } from "../model/trouble.ts";
import { LANGUAGES, wordsIn } from "./_translate.ts";
import { TROUBLES, troubleWords } from "./trouble_words.ts";

/** What a service or a browser might say; never in a table of ours. */
const THEIRS = "Sundry particulars";

const ALL = Object.keys(TROUBLES) as Trouble[];

function ended(code: number, detail = ""): Ending {
  return { code, reason: "In English", detail, failure: null };
}

function stopped(code: number, detail = ""): FeedStatus {
  return { state: "stopped", ...ended(code, detail) };
}

for (const language of LANGUAGES) {
  const words = wordsIn(language);
  Deno.test(`${language} has a sentence of its own for everything that can be wrong`, () => {
    const told = ALL.map((trouble) => troubleWords(words, { trouble, code: 4999, detail: "" }));
    equal(new Set(told).size, ALL.length, "no two are told alike");
    for (const sentence of told) {
      match(sentence, language === "zh_CN" ? /^\p{Script=Han}.*。$/u : /^[A-ZÄÖÜ].*\.$/);
    }
    if (language === "en") return;
    ALL.forEach((trouble, at) => {
      notEqual(told[at], troubleWords(wordsIn("en"), { trouble, code: 4999, detail: "" }));
    });
  });

  Deno.test(`${language} has words for every close code, known or not`, () => {
    for (const code of [...Object.values(CLOSE), 1000, 1001, 1006, 1011, 3000, 4499, 4999]) {
      const sentence = troubleWords(words, complaintOf(stopped(code))!);
      equal(sentence.includes("English"), false, sentence);
    }
  });

  Deno.test(`${language} quotes what others said only where that adds something`, () => {
    const quotes = (trouble: Trouble) =>
      troubleWords(words, { trouble, code: 4999, detail: THEIRS }).includes(THEIRS);
    deepEqual(ALL.filter(quotes), [
      "bad_frame",
      "closed",
      "refused",
      "storage_failed",
      "storage_unreadable",
      "snapshot_failed",
      "unknown",
    ]);
  });
}

Deno.test("a sentence names a code that has no words", () => {
  const words = wordsIn("de");
  match(troubleWords(words, complaintOf(stopped(4_777))!), /Code 4777/);
  match(troubleWords(words, complaintOf(stopped(1011, THEIRS))!), /Code 1011.*„Sundry/);
});

Deno.test("complaintOf() tells the browser's failures from the service's", () => {
  const failed = (failure: string) =>
    complaintOf({ state: "waiting", retryAt: 1, code: 4001, reason: "", detail: "", failure });
  for (const failure of FAILURES) equal(failed(failure)?.trouble, failure);
  equal(failed("ENOENT")?.trouble, "unknown");
  equal(complaintOf({ state: "live" }), null);
  equal(complaintOf({ state: "offline", retryAt: 1, ...ended(1006) })?.trouble, "no_network");
});
