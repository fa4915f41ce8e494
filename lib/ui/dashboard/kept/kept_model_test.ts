import { deepEqual } from "node:assert/strict";
import { signal } from "@preact/signals";
import { DEAD_LETTERS } from "../../kept_words.ts";
import { ANY_TIME } from "../../kept_times.ts";
import { KeptModel } from "./kept_model.ts";

const IDS = Array.from({ length: 25 }, (_, n) => `01ARZ3NDEKTSV4RRFFQ69G5F${n + 10}`);

/** A model whose service answers as told. */
function modelOf(answer: (url: URL) => Promise<Response> | Response) {
  const fetch = (url: URL) => Promise.resolve(answer(url));
  const times = signal(ANY_TIME);
  const model = new KeptModel(DEAD_LETTERS, {
    api: { fetch: fetch as typeof globalThis.fetch, url: "http://boardcast.test", token: "t" },
    times,
    onChange: () => {},
  });
  return { model, times };
}

/** When the list is as wanted. */
async function shows(model: KeptModel, wanted: (ids: readonly string[]) => boolean): Promise<void> {
  const shown = Promise.withResolvers<void>();
  const unsubscribe = model.items.subscribe((items) => {
    if (items !== null && wanted(items.map(({ id }) => id))) shown.resolve();
  });
  await shown.promise;
  unsubscribe();
}

const itemOf = (id: string) => ({
  id,
  receivedAt: 1,
  issue: null,
  project: null,
  event: null,
  attempts: 1,
  reason: null,
  bytes: 1,
});

Deno.test("KeptModel leaves a body hidden that was hidden before it came", async () => {
  const gate = Promise.withResolvers<void>();
  const { model } = modelOf(async () => {
    await gate.promise;
    return Response.json({ body: "{}", encoding: "utf-8", isWhole: true });
  });
  const asked = model.toggleBody(IDS[0]!);
  await model.toggleBody(IDS[0]!);
  gate.resolve();
  await asked;
  deepEqual([...model.bodies.value], []);
});

Deno.test("KeptModel forgets the choice and the body of what is there no more", async () => {
  const { model } = modelOf(({ pathname }) =>
    pathname === DEAD_LETTERS.path
      ? Response.json({ items: [itemOf(IDS[0]!)], next: null })
      : Response.json({ body: "{}", encoding: "utf-8", isWhole: true })
  );
  for (const id of IDS.slice(0, 2)) {
    model.toggle(id);
    await model.toggleBody(id);
  }
  using _watch = model.watch();
  await shows(model, ({ length }) => length === 1);
  deepEqual([...model.chosen.value], [IDS[0]]);
  deepEqual([...model.bodies.value.keys()], [IDS[0]]);
});

Deno.test("KeptModel means everything it shows, though the service's clock is ahead of this one", async () => {
  const ahead = Date.now() + 3_600_000;
  const { model } = modelOf(() =>
    Response.json({ items: [{ ...itemOf(IDS[0]!), receivedAt: ahead }], next: null })
  );
  using _watch = model.watch();
  await shows(model, ({ length }) => length === 1);
  deepEqual(model.all, { from: 0, to: ahead });
  model[Symbol.dispose]();
});

Deno.test("KeptModel shows what came in the time chosen last, whatever was asked before", async () => {
  const gate = Promise.withResolvers<void>();
  const { model, times } = modelOf(async ({ searchParams }) => {
    const from = searchParams.get("from");
    if (from === null) await gate.promise;
    return Response.json({ items: [itemOf(from ?? "any")], next: null });
  });
  using _watch = model.watch();
  times.value = { from: 5, to: null };
  gate.resolve();
  await shows(model, () => true);
  deepEqual(model.items.value?.map(({ id }) => id), ["5"]);
  model[Symbol.dispose]();
});
