import assert from "node:assert/strict";
import type { KeptTokens } from "../lib/jira/rest/oauth.ts";
import { jiraTokensKey } from "../lib/store/keys.ts";
import { openStore } from "../lib/store/open.ts";
import { type Store, StoreError } from "../lib/store/types.ts";
import { createTokenKeeper } from "../lib/sync/client/token_keeper.ts";

const tokens = (n: number): KeptTokens => ({
  seed: "seed",
  refreshToken: `refresh-${n}`,
  accessToken: `access-${n}`,
  expiresAt: n,
});

/** Keepers of several isolates over one store, whose clock moves by their waits. */
async function withKeepers(
  run: (keeper: (owner: string, over?: Store) => ReturnType<typeof createTokenKeeper>, world: {
    readonly store: Store;
    readonly waits: number[];
  }) => Promise<void>,
): Promise<void> {
  const store = await openStore({ path: ":memory:" });
  const waits: number[] = [];
  let now = 0;
  const keeper = (owner: string, over = store) =>
    createTokenKeeper({
      store: over,
      site: "default",
      owner,
      now: () => now,
      wait: (ms) => {
        waits.push(ms);
        now += ms;
        return Promise.resolve();
      },
    });
  try {
    await run(keeper, { store, waits });
  } finally {
    await store.close();
  }
}

const always = () => true;

Deno.test("renew() keeps what was made, and makes nothing while what is kept will do", () =>
  withKeepers(async (keeper) => {
    const made = await keeper("a").renew({
      needed: always,
      make: () => Promise.resolve(tokens(1)),
    });
    assert.deepEqual([made, await keeper("b").read()], [tokens(1), tokens(1)]);
    const kept = await keeper("b").renew({
      needed: (kept) => kept?.accessToken !== "access-1",
      make: () => Promise.reject(new Error("made in vain")),
    });
    assert.deepEqual(kept, tokens(1));
  }));

Deno.test("renew() makes once for two clients of one isolate: a refresh token is good once", () =>
  withKeepers(async (keeper) => {
    const one = keeper("a");
    let made = 0;
    const renewal = {
      needed: (kept: KeptTokens | null) => kept === null,
      make: async () => {
        await Promise.resolve();
        return tokens(++made);
      },
    };
    const got = await Promise.all([one.renew(renewal), one.renew(renewal)]);
    assert.deepEqual(got, [tokens(1), tokens(1)]);
    assert.equal(made, 1);
  }));

Deno.test("renew() that fails lets another isolate try at once", () =>
  withKeepers(async (keeper, { waits }) => {
    const fails = keeper("a").renew({
      needed: always,
      make: () => Promise.reject(new Error("503")),
    });
    await assert.rejects(fails, /503/);
    await keeper("b").renew({ needed: always, make: () => Promise.resolve(tokens(1)) });
    assert.deepEqual(waits, []);
  }));

Deno.test("renew() looks once more when it may: another isolate may just have renewed", () =>
  withKeepers(async (keeper, { store }) => {
    let looks = 0;
    const overtaken: Store = {
      ...store,
      get: async <T>(key: readonly (string | number)[]) => {
        const seen = await store.get<T>(key);
        if (key[0] === "jira_tokens" && ++looks === 1) {
          await keeper("b").renew({ needed: always, make: () => Promise.resolve(tokens(2)) });
        }
        return seen;
      },
    };
    const got = await keeper("a", overtaken).renew({
      needed: (kept) => kept === null,
      make: () => Promise.reject(new Error("a refresh token used twice")),
    });
    assert.deepEqual(got, tokens(2));
  }));

Deno.test("renew() gives nothing that could not be kept: who renewed meanwhile is right", () =>
  withKeepers(async (keeper, { store }) => {
    let made = 0;
    const got = await keeper("a").renew({
      needed: (kept) => kept === null,
      make: async () => {
        // Its lease ran out, and another isolate was faster.
        const key = jiraTokensKey("default");
        await store.commit({ sets: [{ key, value: tokens(7) }] }, { key, mine: () => true });
        return tokens(++made);
      },
    });
    assert.deepEqual([got, await keeper("b").read()], [tokens(7), tokens(7)]);
    assert.equal(made, 1);
  }));

Deno.test("renew() gives up when another isolate is at it for longer than it may", () =>
  withKeepers(async (keeper, { store, waits }) => {
    const held: Store = {
      ...store,
      commit: (change, proof) =>
        change.sets?.[0]?.key[0] === "lease"
          ? Promise.resolve({ ok: false })
          : store.commit(change, proof),
    };
    await assert.rejects(
      keeper("a", held).renew({ needed: always, make: () => Promise.resolve(tokens(1)) }),
      (cause) => cause instanceof StoreError && cause.code === "unavailable",
    );
    assert.equal(waits.reduce((sum, ms) => sum + ms, 0), 60_000);
  }));
