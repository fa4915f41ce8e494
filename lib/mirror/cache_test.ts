import { equal, ok } from "node:assert/strict";
import { issueKey } from "../store/keys.ts";
import { createRowCache, type HeadVersion } from "./cache.ts";
import type { Head } from "./types.ts";

/** The cache hands heads back and reads nothing of them. */
const HEAD: HeadVersion = { value: {} as Head, versionstamp: "1" };

const row = (id: number, text = "") => [issueKey("default", `${id}`), { id, text }] as const;

Deno.test("rows are kept up to so many bytes: the oldest leave, those kept anew stay", () => {
  const cache = createRowCache(10_000);
  for (let id = 0; id < 50; id++) {
    cache.keep(HEAD, [row(0), row(id, "x".repeat(1_000))]);
  }
  equal(cache.get(row(1)[0]), undefined);
  ok(cache.get(row(0)[0]) !== undefined);
  ok(cache.get(row(49)[0]) !== undefined);
  const kept = Array.from({ length: 50 }, (_, id) => cache.get(row(id)[0]))
    .filter((it) => it !== undefined).length;
  ok(kept >= 5 && kept <= 10, `${kept} kept`);
});

Deno.test("a row kept again takes the place of the former one, in bytes, too", () => {
  const cache = createRowCache(3_000);
  for (let time = 0; time < 20; time++) cache.keep(HEAD, [row(1, "x".repeat(1_000)), row(2)]);
  ok(cache.get(row(1)[0]) !== undefined);
  ok(cache.get(row(2)[0]) !== undefined);
});

Deno.test("renewing changes what is remembered, and adds nothing", () => {
  const cache = createRowCache();
  cache.keep(HEAD, [row(1, "old")]);
  cache.renew({ ...HEAD, versionstamp: "2" }, [row(1, "new"), row(2)]);
  equal((cache.get(row(1)[0]) as { text: string }).text, "new");
  equal(cache.get(row(2)[0]), undefined);
  equal(cache.head?.versionstamp, "2");
});
