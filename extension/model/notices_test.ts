import { deepEqual, equal } from "node:assert/strict";
import { connected, item, taking } from "./_samples.ts";
import { FLOOD, planNotices, settleNotice, settlePlan, staleNotices, SUMMARY } from "./notices.ts";
import { apply, EMPTY, idOf, inOrder } from "./state.ts";
import { mark } from "./triage.ts";
import type { State } from "./types.ts";

const notify = { on: true, what: "direct", sound: false } as const;
const NOTHING: ReadonlySet<string> = new Set();

function owing(count: number): State {
  return taking(connected({ notify }), Array.from({ length: count }, (_, at) => item(at + 1)));
}

function show(state: State, { now = 1_000, onScreen = NOTHING } = {}) {
  const plan = planNotices(state, { now, onScreen });
  return { plan, state: apply(state, settlePlan(state, plan)) };
}

Deno.test("planNotices() shows a few one by one, each once", () => {
  const { plan, state } = show(owing(FLOOD));
  deepEqual(plan.show.map(idOf), ["1:change-1", "1:change-2", "1:change-3"]);
  deepEqual(plan.sum, []);
  deepEqual(show(state).plan.show, []);
});

Deno.test("planNotices() shows nothing again that is on the screen: the worker died before storing", () => {
  const { plan } = show(owing(2), { onScreen: new Set(["1:change-1"]) });
  deepEqual(plan.show.map(idOf), ["1:change-2"]);
  deepEqual(plan.settled, ["1:change-1", "1:change-2"]);
});

Deno.test("planNotices() makes one summary of many, and of what follows at once", () => {
  const { plan, state } = show(owing(FLOOD + 1));
  deepEqual(plan.show, []);
  equal(plan.sum.length, FLOOD + 1);
  const more = taking(state, [item(9)]);
  const next = show(more, { now: 2_000, onScreen: new Set([SUMMARY]) });
  equal(next.plan.sum.length, FLOOD + 2, "the summary grows");
  const later = show(taking(next.state, [item(10)]), { now: 60_000 });
  deepEqual(later.plan.show.map(idOf), ["1:change-10"]);
});

Deno.test("planNotices() counts those shown a moment ago", () => {
  const { state } = show(owing(FLOOD));
  const { plan } = show(taking(state, [item(9)]), { now: 2_000 });
  deepEqual([plan.show.length, plan.sum.length], [0, 1]);
});

Deno.test("planNotices() waits while it is quiet, and tells afterwards", () => {
  const paused = { ...owing(2), pausedUntil: 5_000 };
  deepEqual(show(paused, { now: 4_999 }).plan.settled, []);
  equal(show(paused, { now: 5_000 }).plan.show.length, 2);
});

Deno.test("planNotices() settles what was dealt with meanwhile, without showing it", () => {
  const state = owing(2);
  const done = apply(state, mark(state, { ids: ["1:change-1"], to: "done", now: 1 }));
  deepEqual(show(done).plan.show.map(idOf), ["1:change-2"]);
  const off = { ...state, settings: { ...state.settings, notify: { ...notify, on: false } } };
  const { plan } = show(off);
  deepEqual([plan.show, plan.settled.length], [[], 2]);
});

Deno.test("planNotices() takes a clock that was set back for no flood", () => {
  const { state } = show(owing(FLOOD), { now: 900_000 });
  equal(show(taking(state, [item(9)]), { now: 1_000 }).plan.show.length, 1);
});

Deno.test("staleNotices() names what tells of nothing that is unread, and the summary of such", () => {
  const { state, plan } = show(owing(FLOOD + 1));
  const ids = plan.sum.map(idOf);
  const read = (ids: readonly string[]) => apply(state, mark(state, { ids, to: "read", now: 1 }));
  const onScreen = new Set([SUMMARY, ids[0]!, "2:of another"]);
  deepEqual(staleNotices(state, onScreen), []);
  deepEqual(staleNotices(read(ids.slice(0, 1)), onScreen), [ids[0]!]);
  deepEqual(staleNotices(read(ids), onScreen), [SUMMARY, ids[0]!]);
  deepEqual(staleNotices({ ...read(ids), told: EMPTY.told }, new Set([SUMMARY])), []);
});

Deno.test("settleNotice() forgets what is owed when its notification goes", () => {
  const state = owing(1);
  const [entry] = inOrder(apply(state, settleNotice(state, "1:change-1")));
  equal(entry?.due, undefined);
  deepEqual(settleNotice({ ...state, told: { times: [], summed: ["x"] } }, SUMMARY), {
    told: { times: [], summed: [] },
  });
});
