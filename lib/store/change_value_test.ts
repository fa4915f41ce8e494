import { deepEqual, equal, rejects } from "node:assert/strict";
import { changeValue, type Written } from "./change_value.ts";
import { openStore } from "./open.ts";

interface Count extends Written {
  readonly count: number;
}

async function open() {
  const store = await openStore({ path: ":memory:" });
  let ids = 0;
  const at = { store, newId: () => `${++ids}`, key: ["config", "count"], action: "count" };
  return { at, [Symbol.asyncDispose]: () => store.close() };
}

const next = (there: Count | null) => ({ count: (there?.count ?? 0) + 1 });

Deno.test("changeValue() decides anew when another change came first: none is lost", async () => {
  await using opened = await open();
  const { at } = opened;
  const all = await Promise.all([1, 2, 3].map(() => changeValue<Count>(at, next)));
  deepEqual(all.map((each) => each?.count).sort(), [1, 2, 3]);
  equal((await at.store.get<Count>(at.key)).value?.count, 3);
});

Deno.test("changeValue() leaves alone what is to stay as it is", async () => {
  await using opened = await open();
  const { at } = opened;
  const first = await changeValue<Count>(at, next);
  deepEqual(await changeValue<Count>(at, () => null), first);
  deepEqual(await changeValue<Count>(at, (there) => there), first);
});

Deno.test("changeValue() of what never stops changing is an error that says what failed", async () => {
  await using opened = await open();
  const { at } = opened;
  const store = { ...at.store, commit: () => Promise.resolve({ ok: false } as const) };
  await rejects(changeValue<Count>({ ...at, store }, next), {
    code: "unavailable",
    message: "Cannot count: it keeps changing",
  });
});
