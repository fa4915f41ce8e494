import { deepEqual, equal } from "node:assert/strict";
import type { FeedItem } from "../../lib/feed/protocol.ts";
import fc from "fast-check";
import { accept } from "./accept.ts";
import { ANA, connected, item, ME, taking } from "./_samples.ts";
import { inOrder, RING } from "./state.ts";
import type { State } from "./types.ts";

const seqs = (state: State) => inOrder(state).map((entry) => entry.item.seq);

Deno.test("accept() gives items and position as one change", () => {
  const batch = { cursor: { epoch: "e.1", seq: 2 }, scope: "s", items: [item(1), item(2)] };
  const change = accept(connected(), batch, { server: "1", subs: "{}", now: 5 });
  deepEqual([...change.entries!.keys()], ["1_0", "1_1"]);
  deepEqual(change.heads!.get("1"), {
    cursor: { epoch: "e.1", seq: 2 },
    scope: "s",
    subs: "{}",
    next: 2,
    away: null,
  });
  equal(change.tasks!.get("DEMO-2")?.summary, "Issue 2");
});

Deno.test("accept() drops what is known by position, or by identity in another epoch", () => {
  const state = taking(connected(), [item(1), item(2)]);
  deepEqual(seqs(taking(state, [item(1), item(2), item(3)])), [1, 2, 3]);
  deepEqual(seqs(taking(state, [item(2), item(3)], { epoch: "e.2" })), [1, 2, 3]);
});

Deno.test("accept() passes over what no page could draw, and goes on after it", () => {
  const { at: _at, ...timeless } = item(2);
  const odd = [item(1, { at: 1e300 }), timeless, null, { ...item(4), kind: undefined }];
  const state = taking(connected(), [...odd, item(5)] as FeedItem[]);
  deepEqual([...state.entries.values()].map(({ item }) => item.seq), [5]);
  equal(state.heads.get("1")?.cursor.seq, 5);
});

Deno.test("accept() keeps a fingerprint with the subscription it was given for", () => {
  const batch = (scope: string) => ({ cursor: { epoch: "e.1", seq: 1 }, scope, items: [] });
  const state = taking(connected(), [item(1)]);
  const subs = (scope: string) =>
    accept(state, batch(scope), { server: "1", subs: "new", now: 1 }).heads!.get("1")!.subs;
  deepEqual([subs("s"), subs("another")], ["{}", "new"]);
});

Deno.test("accept() overwrites the oldest when the ring is full", () => {
  let state = connected();
  for (let seq = 1; seq <= RING + 3; seq++) state = taking(state, [item(seq)]);
  equal(state.entries.size, RING);
  deepEqual([seqs(state)[0], seqs(state).at(-1)], [4, RING + 3]);
});

Deno.test("accept() drops what is known by position even after the ring has forgotten it", () => {
  let state = connected();
  for (let seq = 1; seq <= RING + 1; seq++) state = taking(state, [item(seq)]);
  const again = taking(state, [item(1), item(RING + 2)]);
  deepEqual([seqs(again)[0], seqs(again).at(-1)], [3, RING + 2]);
});

Deno.test("accept() keeps the order of arrival when the clock is set back", () => {
  const state = taking(taking(connected(), [item(1)], { now: 9_000 }), [item(2)], { now: 10 });
  deepEqual(seqs(state), [1, 2]);
});

Deno.test("accept() keeps the state of issues that do not concern the viewer, not their changes", () => {
  const state = taking(connected(), [item(1, { issue: { id: "7", assignee: ANA } })]);
  equal(state.entries.size, 0);
  equal(state.tasks.get("DEMO-7")?.assignee?.id, "ana");
});

Deno.test("accept() drops what it holds of an issue that left", () => {
  const issue = { id: "7" };
  const before = taking(connected(), [item(1, { issue }), item(2)]);
  const left = { seq: 3, id: "left-3", at: 1, kind: "left", issue, source: "webhook" } as const;
  const state = taking(before, [left]);
  deepEqual(seqs(state), [2]);
  deepEqual([...state.tasks.keys()], ["DEMO-2"]);
});

Deno.test("accept() does not let an older picture of an issue win", () => {
  const newer = item(1, { issue: { id: "7", summary: "New", updated: 90 } });
  const older = item(2, { issue: { id: "7", summary: "Old", updated: 80 }, late: true });
  equal(taking(connected(), [newer, older]).tasks.get("DEMO-7")?.summary, "New");
});

Deno.test("accept() moves the record of an issue whose key changed", () => {
  const before = taking(connected(), [item(1, { issue: { id: "7", key: "DEMO-7" } })]);
  const state = taking(before, [item(2, { issue: { id: "7", key: "WEB-1", updated: 9 } })]);
  deepEqual([...state.tasks.keys()], ["WEB-1"]);
});

Deno.test("accept() owes a notification only for what is loud and wanted", () => {
  const notify = { on: true, what: "direct", sound: false } as const;
  const items = [
    item(1),
    item(2, { actor: ME }),
    item(3, { issue: { id: "9", assignee: ANA } }),
  ];
  const due = inOrder(taking(connected({ notify, ownChanges: true }), items))
    .filter((entry) => entry.due).map((entry) => entry.item.seq);
  deepEqual(due, [1]);
});

Deno.test("accept() ends a snooze until the next change, and no other", () => {
  const issue = { id: "7" };
  const state = taking(connected(), [item(1, { issue })]);
  const until = (at: number | null) => ({ ...state, snoozes: { "1:7": { until: at } } });
  deepEqual(taking(until(null), [item(2, { issue })]).snoozes, {});
  deepEqual(taking(until(9), [item(2, { issue })]).snoozes, { "1:7": { until: 9 } });
});

Deno.test("accept() keeps the same key of two servers apart", () => {
  const two = connected({}, [
    { ...connected().servers[0]! },
    { ...connected().servers[0]!, id: "2", url: "https://other.example.com" },
  ]);
  const state = taking(taking(two, [item(1)]), [item(1)], { server: "2" });
  deepEqual([...state.tasks.keys()], ["DEMO-1", "DEMO-1@2"]);
  equal(state.entries.size, 2);
});

Deno.test("accept() ends alike however a stream is cut, repeated or cut off", () => {
  const stream = Array.from(
    { length: 30 },
    (_, at) => item(at + 1, { issue: { id: String(at % 4) } }),
  );
  const whole = taking(connected(), stream);
  fc.assert(fc.property(
    fc.array(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 8 }))),
    (starts) => {
      let state = connected();
      let known = 0;
      for (const [length, repeated] of [...starts, [30, 0] as const]) {
        const part = stream.slice(Math.max(0, known - repeated), known + length);
        if (part.length === 0) continue;
        state = taking(state, part);
        known = Math.max(known, part.at(-1)!.seq);
      }
      deepEqual(seqs(state), seqs(whole));
      deepEqual(state.tasks, whole.tasks);
      equal(state.heads.get("1")?.next, 30);
    },
  ));
});
