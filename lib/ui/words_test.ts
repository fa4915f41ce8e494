import { equal } from "node:assert/strict";
import type { FeedItem } from "../feed/protocol.ts";
import { actionWords, actorName, groupWords, sentence } from "./words.ts";

function item(change: Partial<FeedItem>): FeedItem {
  return {
    seq: 1,
    id: "1",
    at: 0,
    kind: "updated",
    source: "webhook",
    actor: { id: "a", name: "Ana" },
    ...change,
  };
}

const status = { field: "status", from: "To Do", to: "Done" };
const points = { field: "Story Points", from: null, to: "3" };

for (
  const [change, words] of [
    [{ kind: "created", action: "created" }, "created the issue"],
    [{ kind: "deleted", action: "deleted" }, "deleted the issue"],
    [{ kind: "deleted", action: "archived" }, "archived the issue with its project"],
    [{ kind: "deleted", action: "trashed" }, "moved the issue to the trash with its project"],
    [{ kind: "deleted", action: "hidden" }, "no longer shows the issue"],
    [{ kind: "created", action: "restored" }, "brought the issue back"],
    [{ kind: "updated" }, "edited the issue"],
    [{ kind: "updated", changes: [status] }, "changed Status"],
    [{ kind: "updated", changes: [status, points] }, "changed Status and Story Points"],
    [{ changes: [{ field: "assignee", from: null, to: "Bo" }] }, "assigned Bo"],
    [{ changes: [{ field: "assignee", from: "Bo", to: null }] }, "unassigned Bo"],
    [{ kind: "commented", action: "created" }, "commented"],
    [{ kind: "commented", action: "deleted" }, "deleted a comment"],
    [
      { kind: "attachment", action: "created", subject: { id: "1", name: "a.png" } },
      "attached a.png",
    ],
    [
      { kind: "sprint", action: "started", subject: { id: "1", name: "Sprint 4" } },
      "started sprint Sprint 4",
    ],
    [
      { kind: "version", action: "released", subject: { id: "1", name: "2.0" } },
      "released version 2.0",
    ],
    [{ kind: "other", event: "jira:unheard_of" }, "jira:unheard_of"],
    [{ kind: "left" }, "moved out of your view"],
  ] as const
) {
  Deno.test(`actionWords() says "${words}"`, () => equal(actionWords(item(change)), words));
}

Deno.test("actionWords() counts fields when there are too many to name", () => {
  const changes = ["a", "b", "c", "d"].map((field) => ({ field, from: null, to: "1" }));
  equal(actionWords(item({ changes })), "changed 4 fields");
});

Deno.test("groupWords() tells what was done in one go without saying anything twice", () => {
  const comment = item({ kind: "commented", action: "created" });
  const changed = item({ changes: [status] });
  equal(groupWords([changed]), "changed Status");
  equal(
    groupWords([comment, changed, comment, item({ changes: [status, points] })]),
    "commented and changed Status and Story Points",
  );
});

Deno.test("sentence() tells every change with both sides, and names an empty one", () => {
  equal(
    sentence(item({ changes: [status, points] })),
    "Ana changed Status: To Do → Done, Story Points: none → 3",
  );
});

Deno.test("sentence() carries a comment's text", () => {
  equal(
    sentence(item({ kind: "commented", action: "created", subject: { id: "1", text: "Hello" } })),
    "Ana commented: Hello",
  );
});

Deno.test("actorName() names Jira for what a comparison found, and somebody else otherwise", () => {
  const { actor: _actor, ...nobody } = item({});
  equal(actorName({ ...nobody, source: "sync" }), "Jira");
  equal(actorName(nobody), "Somebody");
});
