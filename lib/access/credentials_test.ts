import assert from "node:assert/strict";
import { faultyKv, script } from "../../tests/_faulty_kv.ts";
import { configKey } from "../store/keys.ts";
import { createKvStore } from "../store/kv_store.ts";
import { openStore } from "../store/open.ts";
import { hashToken, openCredentials } from "./credentials.ts";

const NOTHING = { secrets: [], adminToken: null };

async function openMemory() {
  const store = await openStore({ path: ":memory:" });
  return { store, [Symbol.asyncDispose]: () => store.close() };
}

Deno.test("openCredentials() takes what is set and makes nothing", async () => {
  await using at = await openMemory();
  const given = {
    secrets: ["new one 12345678", "old one 12345678"],
    adminToken: "token 1234567890",
  };
  const credentials = await openCredentials(at.store, given);
  assert.deepEqual(credentials.secrets, given.secrets);
  assert.equal(credentials.adminHash, hashToken(given.adminToken));
  assert.deepEqual(credentials.unshown, { secret: null, adminToken: null });
  assert.deepEqual(await at.store.list({ prefix: ["config"] }), []);
});

Deno.test("openCredentials() offers what it made at every start until somebody was shown it", async () => {
  await using at = await openMemory();
  const first = await openCredentials(at.store, NOTHING);
  const second = await openCredentials(at.store, NOTHING);
  assert.ok(first.unshown.adminToken !== null && first.unshown.secret !== null);
  assert.deepEqual(
    second.unshown,
    first.unshown,
    "the first start ended before it could show them",
  );
  await second.markShown();
  const third = await openCredentials(at.store, NOTHING);
  assert.deepEqual(third.unshown, { secret: null, adminToken: null });
  assert.deepEqual(third.secrets, [first.unshown.secret]);
  assert.equal(third.adminHash, hashToken(first.unshown.adminToken));
});

Deno.test("markShown() leaves no token in the store, only its hash", async () => {
  await using at = await openMemory();
  const { unshown, markShown } = await openCredentials(at.store, NOTHING);
  await markShown();
  const kept = await at.store.get(configKey("admin_token"));
  assert.deepEqual(kept.value, { hash: hashToken(unshown.adminToken!) });
});

Deno.test("markShown() takes nothing for done that a locked database has not written", async () => {
  const faults = script("none", "none", "locked");
  const store = createKvStore({
    kv: faultyKv(await Deno.openKv(":memory:"), faults),
    backend: "memory",
  });
  const { markShown } = await openCredentials(store, NOTHING);
  await markShown();
  const { unshown } = await openCredentials(store, NOTHING);
  assert.deepEqual(unshown, { secret: null, adminToken: null });
  await store.close();
});

Deno.test("openCredentials() by many at once agrees on one token and one secret", async () => {
  await using at = await openMemory();
  const all = await Promise.all(
    Array.from({ length: 10 }, () => openCredentials(at.store, NOTHING)),
  );
  assert.equal(new Set(all.map(({ adminHash }) => adminHash)).size, 1);
  assert.equal(new Set(all.map(({ secrets }) => secrets[0])).size, 1);
});
