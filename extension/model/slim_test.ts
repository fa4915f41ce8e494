import { equal, ok } from "node:assert/strict";
import { item, ME } from "./_samples.ts";
import { slim } from "./slim.ts";
import { RING } from "./state.ts";

Deno.test("slim() names people who are mentioned, and cuts long texts between characters", () => {
  const long = "😀".repeat(400);
  const cut = slim(
    item(1, {
      event: "jira:issue_updated",
      subject: { id: "c", text: "Hi [~accountid:me] and [~somebody]" },
      changes: [{ field: "description", from: null, to: long }],
    }),
    [ME],
  );
  equal(cut.subject?.text, "Hi @Mia Berg and @…");
  equal(cut.event, undefined);
  ok(cut.changes![0]!.to!.length <= 280 && cut.changes![0]!.to!.isWellFormed());
  const largest = slim(
    item(1, { changes: Array(40).fill({ field: "f".repeat(999), from: long, to: long }) }),
    [],
  );
  ok(JSON.stringify(largest).length * RING < 10_485_760 / 1.5, "a full ring fits in the storage");
});
