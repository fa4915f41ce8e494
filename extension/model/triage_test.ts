import { deepEqual, equal, ok } from "node:assert/strict";
import { connected, item, taking } from "./_samples.ts";
import { MOST_RULES, type Place } from "./settings.ts";
import { apply, inOrder } from "./state.ts";
import {
  awaken,
  mark,
  see,
  setFollowed,
  setMuted,
  snooze,
  undo,
  unsnooze,
  visit,
} from "./triage.ts";
import type { State } from "./types.ts";

const marks = (state: State) => inOrder(state).map((entry) => entry.mark);
const three = () => taking(connected(), [item(1), item(2), item(3, { issue: { id: "2" } })]);
const ids = ["1:change-1", "1:change-2"];

Deno.test("see() makes what is new unread, and leaves the rest", () => {
  const read = apply(three(), mark(three(), { ids, to: "read", now: 1 }));
  deepEqual(marks(apply(read, see(read))), ["read", "read", "unread"]);
});

Deno.test("mark() can be taken back, each entry to what it was", () => {
  const first = apply(three(), mark(three(), { ids: ids.slice(1), to: "done", now: 1 }));
  const second = apply(first, mark(first, { ids, to: "read", now: 2 }));
  deepEqual(marks(second), ["read", "read", "unseen"]);
  equal(second.undo?.count, 2);
  deepEqual(marks(apply(second, undo(second))), ["unseen", "done", "unseen"]);
});

Deno.test("mark() leaves no notification owed for what was dealt with; see() does", () => {
  const notify = { on: true, what: "direct", sound: false } as const;
  const state = taking(connected({ notify }), [item(1), item(2)]);
  const read = apply(state, mark(state, { ids, to: "read", now: 1 }));
  deepEqual(inOrder(read).map(({ due }) => due), [undefined, undefined]);
  deepEqual(inOrder(apply(state, see(state))).map(({ due }) => due), [true, true]);
});

Deno.test("mark() of what is marked already changes nothing, not even what undo would do", () => {
  const read = apply(three(), mark(three(), { ids, to: "read", now: 1 }));
  deepEqual(mark(read, { ids, to: "read", now: 2 }), {});
});

Deno.test("visit() reads all of one issue", () => {
  deepEqual(marks(apply(three(), visit(three(), "1:2"))), ["unseen", "read", "read"]);
});

Deno.test("snooze() and unsnooze() can be taken back", () => {
  const snoozed = apply(three(), snooze(three(), { ref: "1:2", until: 9, now: 1 }));
  deepEqual(snoozed.snoozes, { "1:2": { until: 9 } });
  deepEqual(apply(snoozed, undo(snoozed)).snoozes, {});
  const back = apply(snoozed, unsnooze(snoozed, { ref: "1:2", now: 2 }));
  deepEqual(apply(back, undo(back)).snoozes, { "1:2": { until: 9 } });
});

Deno.test("awaken() makes the newest change of an issue new again, once its time has come", () => {
  const all = ["1:change-1", "1:change-2", "1:change-3"];
  const read = apply(three(), mark(three(), { ids: all, to: "read", now: 1 }));
  const state = apply(read, snooze(read, { ref: "1:2", until: 50, now: 1 }));
  deepEqual(awaken(state, 49), {});
  const awake = apply(state, awaken(state, 50));
  deepEqual(marks(awake), ["read", "read", "unseen"]);
  deepEqual(awake.snoozes, {});
});

Deno.test("setMuted() keeps each place once, and the newest when there are too many", () => {
  const place = (id: number): Place => ({ server: "s", kind: "issue", id: String(id), key: "K" });
  let state = connected();
  for (const id of [1, 1, ...Array.from({ length: MOST_RULES }, (_, at) => at + 2)]) {
    state = apply(state, setMuted(state, { place: place(id), muted: true, now: 1 }));
  }
  equal(state.settings.mutes.length, MOST_RULES);
  deepEqual([state.settings.mutes[0]?.id, state.settings.mutes.at(-1)?.id], ["2", "101"]);
  const back = apply(state, undo(state));
  equal(back.settings.mutes.at(-1)?.id, "100");
  const long = { ...place(999), server: `https://${"x".repeat(190)}` };
  for (let id = 0; id < 60; id++) {
    const next = { ...long, id: `long-${id}` };
    state = apply(state, setMuted(state, { place: next, muted: true, now: 1 }));
  }
  ok(JSON.stringify(state.settings.mutes).length < 8_192 - "mutes".length);
  equal(state.settings.mutes.at(-1)?.id, "long-59");
});

Deno.test("undo() takes back a follow and leaves what was muted before it", () => {
  const place: Place = { server: "s", kind: "issue", id: "1", key: "K" };
  const muted = apply(connected(), setMuted(connected(), { place, muted: true, now: 1 }));
  const followed = apply(muted, setFollowed(muted, { place, followed: true, now: 2 }));
  equal(followed.undo?.what, "followed");
  const back = apply(followed, undo(followed));
  deepEqual([back.settings.follows, back.settings.mutes, back.undo], [[], [place], null]);
  const gone = apply(followed, setFollowed(followed, { place, followed: false, now: 3 }));
  deepEqual(apply(gone, undo(gone)).settings.follows, [place]);
});
