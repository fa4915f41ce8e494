import { equal } from "node:assert/strict";
import type { FeedItem } from "../../lib/feed/protocol.ts";
import { item } from "../model/_samples.ts";
import { wordsIn } from "./_translate.ts";
import { Times } from "./time.ts";
import { sentence } from "./words.ts";

const CASES: readonly (readonly [change: Partial<FeedItem>, en: string, de: string, zh: string])[] =
  [
    [
      {},
      "Ana Lima · Status: To Do → Done",
      "Ana Lima · Status: To Do → Done",
      "Ana Lima · 状态: To Do → Done",
    ],
    [
      { changes: [{ field: "assignee", from: null, to: "Bo" }] },
      "Ana Lima assigned Bo",
      "Ana Lima hat den Vorgang Bo zugewiesen",
      "Ana Lima 分配给了 Bo",
    ],
    [
      { kind: "commented", action: "created", subject: { id: "c", text: "Hi" }, changes: [] },
      "Ana Lima commented: Hi",
      "Ana Lima hat kommentiert: Hi",
      "Ana Lima 发表了评论: Hi",
    ],
    [
      { kind: "sprint", action: "started", subject: { id: "5", name: "Sprint 5" }, changes: [] },
      "Ana Lima started sprint Sprint 5",
      "Ana Lima hat Sprint Sprint 5 gestartet",
      "Ana Lima 启动了冲刺 Sprint 5",
    ],
    [
      { kind: "hologram", action: "projected", changes: [] },
      "Ana Lima edited hologram",
      "Ana Lima hat hologram bearbeitet",
      "Ana Lima 编辑了hologram",
    ],
  ];

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
  equal(de.ago(now - 3 * 3_600_000, now), "vor 3 Std.");
  equal(de.day(now, now), "Heute");
  equal(de.day(now - 86_400_000, now), "Gestern");
  equal(new Times(wordsIn("zh_CN")).day(now - 5 * 86_400_000, now), "11月20日星期五");
});
