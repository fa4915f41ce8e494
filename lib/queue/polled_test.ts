import assert from "node:assert/strict";
import { inboxKey } from "../store/keys.ts";
import { openStore } from "../store/open.ts";
import { LOOK_EVERY } from "./bell.ts";
import { createPolledBell } from "./polled.ts";

/** Every delay asked of `setTimeout` until disposed of; the timers themselves never fire. */
function recordDelays(): { readonly delays: readonly number[] } & Disposable {
  const real = globalThis.setTimeout;
  const delays: number[] = [];
  globalThis.setTimeout = ((_call: () => void, delay: number) => {
    delays.push(delay);
    return 0;
  }) as unknown as typeof setTimeout;
  return { delays, [Symbol.dispose]: () => void (globalThis.setTimeout = real) };
}

for (
  const { falls, due, planned } of [
    { falls: "soon", due: 3_000, planned: [3_000] },
    { falls: "at once", due: -50, planned: [200] },
    { falls: "after the next look", due: LOOK_EVERY + 1, planned: [] },
    { falls: "weeks off, as after the clock was set back", due: 30 * 86_400_000, planned: [] },
  ]
) {
  Deno.test(`createPolledBell() plans ${planned.length} looks for work that falls due ${falls}`, async () => {
    const store = await openStore({ path: ":memory:" });
    const now = 1_700_000_000_000;
    const key = inboxKey(now + due, "1");
    await store.commit({ sets: [{ key, value: null }] }, { key, mine: () => true });
    const stopping = new AbortController();
    const read = Promise.withResolvers<void>();
    const watched = {
      ...store,
      watch: () => {},
      list: async <T>(range: Parameters<typeof store.list>[0]) => {
        const found = await store.list<T>(range);
        setImmediate(read.resolve);
        return found;
      },
    };
    using timers = recordDelays();
    createPolledBell({ store: watched, now: () => now })
      .start(() => Promise.resolve(), stopping.signal);
    await read.promise;
    stopping.abort();
    // The reads of the store have deadlines of their own.
    assert.deepEqual(
      timers.delays.filter((delay) => delay !== 10_000 && delay !== 30_000),
      planned,
    );
    await store.close();
  });
}
