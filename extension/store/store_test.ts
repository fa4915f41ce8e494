import { deepEqual, equal, rejects } from "node:assert/strict";
import { accept } from "../model/accept.ts";
import { item, SERVER } from "../model/_samples.ts";
import { DEFAULTS } from "../model/settings.ts";
import { inOrder } from "../model/state.ts";
import type { State } from "../model/types.ts";
import { MemoryArea } from "./_areas.ts";
import { StorageError, Store } from "./store.ts";

function open(local = new MemoryArea(), sync = new MemoryArea()) {
  return { local, sync, store: new Store({ local, sync, newId: () => "made" }) };
}

const connect = () => ({ servers: [SERVER] });

function take(seq: number) {
  const batch = { cursor: { epoch: "e.1", seq }, scope: "s", items: [item(seq)] };
  return (state: State) => accept(state, batch, { server: "1", subs: "{}", now: seq });
}

Deno.test("a change is one write, and the next worker reads it", async () => {
  const { local, sync, store } = open();
  await store.change(connect);
  await store.change(take(1));
  deepEqual(local.writes.at(-1)!.sort(), ["event_1_0", "head_1", "people_1", "task_DEMO-1"]);
  const next = await open(local, sync).store.read();
  deepEqual(inOrder(next), inOrder(await store.read()));
  equal(next.heads.get("1")?.cursor.seq, 1);
});

Deno.test("changes asked for at once are made one after the other", async () => {
  const { store } = open();
  await store.change(connect);
  await Promise.all([1, 2, 3].map((seq) => store.change(take(seq))));
  deepEqual(inOrder(await store.read()).map(({ item, slot }) => [item.seq, slot]), [
    [1, 0],
    [2, 1],
    [3, 2],
  ]);
});

Deno.test("settings lie in what the browser carries over, their long lists apart", async () => {
  const { sync, store } = open();
  await store.change(() => ({ settings: { ...DEFAULTS, badge: "all" } }));
  deepEqual([...sync.values.keys()].sort(), ["follows", "mutes", "settings"]);
  equal((await open(new MemoryArea(), sync).store.read()).settings.badge, "all");
});

Deno.test("with a full storage older entries make room for new ones", async () => {
  const { local, store } = open();
  await store.change(connect);
  for (let seq = 1; seq <= 20; seq++) await store.change(take(seq));
  local.quota = local.size + 10;
  await store.change(take(21));
  const seqs = inOrder(await store.read()).map((entry) => entry.item.seq);
  deepEqual([seqs.length, seqs[0], seqs.at(-1)], [11, 11, 21]);
  deepEqual(inOrder(await open(local).store.read()), inOrder(await store.read()));
});

Deno.test("with a storage others have filled nothing is stored, and it says so", async () => {
  const { local, store } = open();
  await store.change(connect);
  local.quota = local.size;
  await rejects(
    store.change(take(1)),
    (error) => error instanceof StorageError && error.code === "storage_full",
  );
  local.quota = Infinity;
  equal((await store.read()).heads.size, 0, "the position did not move");
  await store.change(take(1));
  equal((await store.read()).heads.get("1")?.cursor.seq, 1);
});

Deno.test("settings the browser does not take cost no changes", async () => {
  const { sync, store } = open();
  await store.change(connect);
  for (let seq = 1; seq <= 4; seq++) await store.change(take(seq));
  sync.quota = 0;
  await rejects(
    store.change(() => ({ settings: { ...DEFAULTS, badge: "all" } })),
    (error) => error instanceof StorageError && error.code === "settings_refused",
  );
  equal((await store.read()).entries.size, 4);
});

Deno.test("a storage that cannot be read says so, and is read again with the next use", async () => {
  const { local, store } = open();
  const { get } = local;
  local.get = () => Promise.reject(new Error("IO error: LOCK: File currently in use"));
  await rejects(
    store.read(),
    (error) => error instanceof StorageError && error.code === "storage_unreadable",
  );
  local.get = get;
  equal((await store.read()).servers.length, 0);
});

Deno.test("what is removed is overwritten in the same write, and swept away after", async () => {
  const { local, store } = open();
  await store.change(connect);
  await store.change(take(1));
  await store.change(() => ({ entries: new Map([["1_0", null]]) }));
  deepEqual(local.writes.at(-1), ["event_1_0"]);
  equal(local.values.has("event_1_0"), false);
});

Deno.test("the identity of an install is made once", async () => {
  const { local, store } = open();
  deepEqual(await Promise.all([store.install(), store.install()]), ["made", "made"]);
  equal(local.writes.length, 1);
});
