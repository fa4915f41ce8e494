import assert from "node:assert/strict";
import { openHead, readHead } from "../lib/mirror/head.ts";
import { createKvStore } from "../lib/store/kv_store.ts";

const SITE = "default";

async function openStore() {
  return createKvStore({ kv: await Deno.openKv(":memory:"), backend: "memory" });
}

Deno.test("openHead() begins a new term at each start and keeps the epoch", async () => {
  const store = await openStore();
  await openHead(store, SITE);
  const before = (await readHead(store, SITE)).value;
  await openHead(store, SITE);
  const after = (await readHead(store, SITE)).value;
  assert.equal(after.epoch, before.epoch);
  assert.equal(after.terms.length, before.terms.length + 1);
  await store.close();
});

Deno.test("openHead() by many at once agrees on one epoch", async () => {
  const store = await openStore();
  await Promise.all(Array.from({ length: 10 }, () => openHead(store, SITE)));
  const { value } = await readHead(store, SITE);
  assert.equal(value.terms.length, 11);
  await store.close();
});
