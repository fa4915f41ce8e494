import { deepEqual } from "node:assert/strict";
import { createOnce } from "./once.ts";
import { openStore } from "./open.ts";
import type { Store } from "./types.ts";

const KEY = ["credentials"];

Deno.test("createOnce() gives what is there already", async () => {
  await using store = await opened();
  deepEqual(await createOnce(store, { key: KEY, make: () => "first" }), {
    value: "first",
    made: true,
  });
  deepEqual(await createOnce(store, { key: KEY, make: () => "second" }), {
    value: "first",
    made: false,
  });
});

Deno.test("createOnce() gives both the same when another one writes after it looked", async () => {
  await using store = await opened();
  let raced: unknown = null;
  const slow: Store = {
    ...store,
    get: async (key) => {
      const found = await store.get<never>(key);
      raced ??= await createOnce(store, { key: KEY, make: () => "the other one's" });
      return found;
    },
  };
  deepEqual(await createOnce(slow, { key: KEY, make: () => "mine" }), {
    value: "the other one's",
    made: false,
  });
  deepEqual(raced, { value: "the other one's", made: true });
});

async function opened(): Promise<Store & AsyncDisposable> {
  const store = await openStore({ path: ":memory:" });
  return { ...store, [Symbol.asyncDispose]: () => store.close() };
}
