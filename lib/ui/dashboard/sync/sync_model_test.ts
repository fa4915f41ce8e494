import { ok } from "node:assert/strict";
import { SyncModel } from "./sync_model.ts";
import { inTime } from "../../../../tests/_waiting.ts";

const NOTHING = {
  completeness: {
    state: "good",
    message: "",
    ids: null,
    sweptTo: null,
    content: null,
    oldestUnapplied: null,
  },
  running: null,
  alarms: [],
  items: [],
  next: null,
};

/** A service that has nothing to tell and counts how often it was asked. */
function quietService() {
  const waiting: { at: number; resolve: () => void }[] = [];
  let asked = 0;
  const fetch = (_url: unknown, init?: RequestInit) => {
    if (init?.method === "GET") asked += 1;
    for (const { at, resolve } of waiting) if (asked >= at) resolve();
    return Promise.resolve(Response.json(NOTHING));
  };
  const times = (at: number) => {
    const reached = new Promise<void>((resolve) =>
      asked >= at ? resolve() : waiting.push({ at, resolve })
    );
    return inTime(reached, { what: `question number ${at}`, seen: () => asked });
  };
  return { fetch: fetch as typeof globalThis.fetch, times };
}

Deno.test("SyncModel looks again soon for a run that was asked for, as it may begin any moment", async () => {
  const { fetch, times } = quietService();
  const model = new SyncModel({ fetch, url: "http://boardcast.test", token: "t" });
  using _watch = model.watch();
  await times(1);
  const began = performance.now();
  await model.start("census");
  await times(4);
  const took = performance.now() - began;
  ok(took < 8_000, `looked twice more after ${took} ms`);
});
