import { deepEqual } from "node:assert/strict";
import { openStore } from "./open.ts";
import { pagesOf } from "./pages.ts";

Deno.test("pagesOf() meets each entry once, though pages are removed meanwhile", async () => {
  const store = await openStore({ path: ":memory:" });
  try {
    for (const n of [1, 2, 3, 4, 5]) {
      const key = ["a", n];
      await store.commit({ sets: [{ key, value: n }] }, { key, mine: () => true });
    }
    const pages: number[][] = [];
    for await (const found of pagesOf<number>(store, { prefix: ["a"], size: () => 2 })) {
      pages.push(found.map(({ value }) => value));
      const deletes = found.map(({ key }) => key);
      await store.commit({ deletes }, { key: deletes[0]!, mine: () => false });
    }
    deepEqual(pages, [[1, 2], [3, 4], [5]]);
    deepEqual(await store.list({ prefix: ["a"] }), []);
  } finally {
    await store.close();
  }
});
