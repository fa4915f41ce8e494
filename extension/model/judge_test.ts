import { deepEqual, equal } from "node:assert/strict";
import type { FeedItem } from "../../lib/feed/protocol.ts";
import { ANA, connected, item, ME, SERVER, taking } from "./_samples.ts";
import { judge } from "./judge.ts";
import { DEFAULTS, type Settings } from "./settings.ts";

const others = { id: "7", assignee: ANA, reporter: ANA };

function verdict(change: Partial<FeedItem>, settings: Partial<Settings> = {}) {
  return judge(connected(settings), { server: "1", item: item(1, change) });
}

Deno.test("judge() names every reason, the most personal first", () => {
  deepEqual(verdict({ why: ["mention"], issue: { id: "7", reporter: ME } }).reasons, [
    "mention",
    "assignee",
    "reporter",
  ]);
});

Deno.test("judge() keeps what has a chosen reason, and everything when asked to", () => {
  equal(verdict({ issue: others }).kept, false);
  equal(verdict({ issue: others }, { reasons: { ...DEFAULTS.reasons, other: true } }).kept, true);
  equal(verdict({}, { reasons: { ...DEFAULTS.reasons, assignee: false } }).kept, false);
});

Deno.test("judge() keeps everything, and counts it, until somebody says who they are", () => {
  const state = connected({}, [{ ...SERVER, me: [] }]);
  const { kept, direct } = judge(state, { server: "1", item: item(1, { issue: others }) });
  deepEqual([kept, direct], [true, true]);
});

Deno.test("judge() leaves own changes out unless they are wanted", () => {
  equal(verdict({ actor: ME }).kept, false);
  equal(verdict({ actor: ME }, { ownChanges: true }).kept, true);
});

Deno.test("judge() tells the one an issue is taken from", () => {
  const changes = [{ field: "assignee", from: ME.name, to: ANA.name }];
  deepEqual(verdict({ issue: others, changes }).reasons, ["assignee"]);
});

Deno.test("judge() takes an issue somebody acted on for a watched one", () => {
  const acted = taking(connected(), [item(1, { issue: others, actor: ME })]);
  const { reasons, kept, direct } = judge(acted, { server: "1", item: item(2, { issue: others }) });
  deepEqual([reasons, kept, direct], [["watching"], true, false]);
});

Deno.test("judge() hears followed and muted places by id, of their own service only", () => {
  const place = { server: SERVER.url, kind: "project", id: "10", key: "OLD" } as const;
  deepEqual(verdict({ issue: others }, { follows: [place] }).reasons, ["followed"]);
  equal(verdict({}, { mutes: [place] }).muted, true);
  equal(verdict({}, { mutes: [{ ...place, server: "https://other.example.com" }] }).muted, false);
});

Deno.test("judge() leaves out kinds, and updates of ignored fields alone", () => {
  const changes = (...fields: string[]) => fields.map((field) => ({ field, from: null, to: "x" }));
  equal(verdict({ changes: changes("Rank") }).kept, false);
  equal(verdict({ changes: changes("rank", "status") }).kept, true);
  equal(verdict({ changes: changes("Rank"), subject: { id: "c1", text: "Hi" } }).kept, true);
  equal(verdict({ kind: "commented" }, { kindsOff: ["commented"] }).kept, false);
});
