import { deepEqual, equal } from "node:assert/strict";
import { DEAD_LETTERS } from "../../kept.ts";
import { KeptModel } from "./kept_model.ts";

const IDS = Array.from({ length: 25 }, (_, n) => `01ARZ3NDEKTSV4RRFFQ69G5F${n + 10}`);

const PART = { replayed: 10, duplicates: 0, unreadable: 0, gone: 0, remaining: 15, next: IDS[9] };

/** A model whose service answers as told, and the orders it was given. */
function modelOf(answer: (request: { path: string; at: number }) => Promise<Response> | Response) {
  const orders: string[] = [];
  const fetch = (url: URL) => {
    orders.push(url.pathname);
    return Promise.resolve(answer({ path: url.pathname, at: orders.length }));
  };
  const model = new KeptModel(DEAD_LETTERS, {
    api: { fetch: fetch as typeof globalThis.fetch, url: "http://boardcast.test", token: "t" },
    onChange: () => {},
  });
  return { model, orders };
}

Deno.test("KeptModel tells what was done before the service could do no more", async () => {
  const { model, orders } = modelOf(({ at }) =>
    at === 1
      ? Response.json(PART)
      : Response.json({ error: { code: "x", message: "Cannot: a test", id: "1" } }, { status: 503 })
  );
  await model.carryOut("replay", IDS);
  equal(model.told.value, "10 replayed, then: Cannot: a test");
  equal(model.order.value, null);
  equal(orders.length, 2);
});

Deno.test("KeptModel tells only why when nothing was done", async () => {
  const { model } = modelOf(() => new Response("", { status: 502 }));
  await model.carryOut("replay", IDS);
  equal(
    model.told.value,
    "Cannot ask for /api/dead-letters/replay: the service answered 502",
  );
});

Deno.test("KeptModel sends no further part once somebody has signed out", async () => {
  const { model, orders } = modelOf(({ at }) => {
    model[Symbol.dispose]();
    return Response.json(at === 1 ? PART : { ...PART, next: null });
  });
  await model.carryOut("discard", IDS);
  equal(orders.length, 1);
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
  const item = {
    id: IDS[0]!,
    receivedAt: 1,
    issue: null,
    project: null,
    event: null,
    attempts: 1,
    reason: null,
    bytes: 1,
  };
  const { model } = modelOf(({ path }) =>
    path === DEAD_LETTERS.path
      ? Response.json({ items: [item], next: null })
      : Response.json({ body: "{}", encoding: "utf-8", isWhole: true })
  );
  for (const id of IDS.slice(0, 2)) {
    model.toggle(id);
    await model.toggleBody(id);
  }
  const listed = Promise.withResolvers<void>();
  const unsubscribe = model.items.subscribe((items) => items !== null && listed.resolve());
  using _watch = model.watch();
  await listed.promise;
  unsubscribe();
  deepEqual([...model.chosen.value], [IDS[0]]);
  deepEqual([...model.bodies.value.keys()], [IDS[0]]);
});
