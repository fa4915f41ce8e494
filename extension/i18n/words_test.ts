import { deepEqual, equal } from "node:assert/strict";
import type { FeedItem } from "../../lib/feed/protocol.ts";
import { item } from "../model/_samples.ts";
import { KINDS } from "../../lib/jira/types.ts";
import { actionWords } from "../../lib/ui/words.ts";
import { LANGUAGES, wordsIn } from "./_translate.ts";
import { Times } from "./time.ts";
import { didWords, KIND_NAMES, sentence } from "./words.ts";

const CASES: readonly (readonly [change: Partial<FeedItem>, en: string, de: string, zh: string])[] =
  [
    [
      {},
      "Ana Lima · Status: To Do → Done",
      "Ana Lima · Status: To Do → Done",
      "Ana Lima · 状态：To Do → Done",
    ],
    [
      { changes: [{ field: "assignee", from: null, to: "Bo" }] },
      "Ana Lima assigned Bo",
      "Ana Lima hat den Vorgang Bo zugewiesen",
      "Ana Lima 将事项分配给了 Bo",
    ],
    [
      { kind: "commented", action: "created", subject: { id: "c", text: "Hi" }, changes: [] },
      "Ana Lima commented: Hi",
      "Ana Lima hat kommentiert: Hi",
      "Ana Lima 发表了评论：Hi",
    ],
    [
      { kind: "sprint", action: "started", subject: { id: "5", name: "Sprint 5" }, changes: [] },
      "Ana Lima started sprint Sprint 5",
      "Ana Lima hat Sprint Sprint 5 gestartet",
      "Ana Lima 启动了冲刺 Sprint 5",
    ],
    [
      { kind: "project", action: "soft_deleted", subject: { id: "1", name: "Shop" }, changes: [] },
      "Ana Lima moved project Shop to the trash",
      "Ana Lima hat Projekt Shop in den Papierkorb verschoben",
      "Ana Lima 将项目 Shop 移入了回收站",
    ],
    [
      { kind: "hologram", action: "projected", changes: [] },
      "Ana Lima edited hologram",
      "Ana Lima hat hologram bearbeitet",
      "Ana Lima 编辑了hologram",
    ],
  ];

Deno.test("every kind of change has a name, but what Jira alone can name", () => {
  deepEqual(KINDS.filter((kind) => !KIND_NAMES.has(kind)), ["app", "other"]);
});

Deno.test("how an issue is gone is told in each language", () => {
  for (const action of ["deleted", "archived", "trashed", "hidden"]) {
    const gone = item(1, { kind: "deleted", action, changes: [] });
    const told = LANGUAGES.map((language) => didWords(wordsIn(language), gone));
    equal(new Set(told).size, LANGUAGES.length);
    equal(told[0], actionWords(gone), "as the dashboard says it");
  }
});

for (const [change, ...told] of CASES) {
  Deno.test(`sentence() in three languages: ${told[0]}`, () => {
    (["en", "de", "zh_CN"] as const).forEach((language, at) => {
      equal(sentence(wordsIn(language), item(1, change)), told[at]);
    });
  });
}

Deno.test("counts and lists follow the rules of their language", () => {
  equal(wordsIn("en").count("changes", 1), "1 change");
  equal(wordsIn("de").count("changes", 1_200), "1.200 Änderungen");
  equal(wordsIn("zh_CN").count("changes", 1), "1 条变化");
  equal(wordsIn("de").list(["A", "B", "C"]), "A, B und C");
});

Deno.test("times follow the rules of their language", () => {
  const now = new Date("2026-11-25T12:00:00").getTime();
  const de = new Times(wordsIn("de"));
  equal(de.ago(now - 1_000, now), "jetzt");
  equal(de.ago(now - 5 * 60_000, now), "vor 5 Min.");
  equal(de.ago(now - 3 * 3_600_000, now), "vor 3 Std.");
  equal(de.day(now, now), "Heute");
  equal(de.day(now - 86_400_000, now), "Gestern");
  equal(new Times(wordsIn("zh_CN")).day(now - 5 * 86_400_000, now), "11月20日星期五");
});
