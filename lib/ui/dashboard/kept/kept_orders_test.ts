import { deepEqual, equal } from "node:assert/strict";
import { KeptOrders } from "./kept_orders.ts";

const PATH = "/api/dead-letters";

const PART = { replayed: 10, duplicates: 0, unreadable: 0, gone: 0, next: "NEXT" };

const ALL = { choice: { from: 0, to: 9 }, many: 25 };

/** Orders to a service that answers as told, and what it was sent. */
function ordersTo(answer: (at: number) => Response) {
  const sent: { readonly [name: string]: unknown }[] = [];
  const fetch = (_url: URL, { body }: RequestInit) => {
    sent.push(JSON.parse(String(body)));
    return Promise.resolve(answer(sent.length));
  };
  const orders = new KeptOrders(PATH, {
    api: { fetch: fetch as typeof globalThis.fetch, url: "http://boardcast.test", token: "t" },
    onDone: () => {},
  });
  return { orders, sent };
}

Deno.test("an order goes part by part, each from where the last one ended", async () => {
  const seen: unknown[] = [];
  const { orders, sent } = ordersTo((at) =>
    Response.json(at < 3 ? PART : { ...PART, replayed: 4, gone: 1, next: null })
  );
  const unsubscribe = orders.progress.subscribe((progress) => seen.push(progress?.done));
  await orders.carryOut("replay", ALL);
  unsubscribe();
  deepEqual(sent, [
    { from: 0, to: 9, limit: 10 },
    { from: 0, to: 9, limit: 10, next: "NEXT" },
    { from: 0, to: 9, limit: 10, next: "NEXT" },
  ]);
  deepEqual(seen, [undefined, 0, 10, 20, 25, undefined]);
  equal(orders.told.value, "24 replayed; 1 gone already");
});

Deno.test("what an order is for is counted once, before it", async () => {
  const { orders, sent } = ordersTo(() => Response.json({ dryRun: true, remaining: 25 }));
  deepEqual(await orders.count(ALL.choice), ALL);
  deepEqual(sent, [{ from: 0, to: 9, dryRun: true }]);
});

Deno.test("what cannot be counted is not done, and why is told", async () => {
  const { orders } = ordersTo(() => new Response("", { status: 502 }));
  equal(await orders.count(ALL.choice), null);
  equal(orders.told.value, `Cannot ask for ${PATH}/replay: the service answered 502`);
});

Deno.test("of nothing, that is told, and nothing is asked or done", async () => {
  const { orders } = ordersTo(() => Response.json({ dryRun: true, remaining: 0 }));
  equal(await orders.count(ALL.choice), null);
  equal(orders.told.value, "Nothing was there any more");
});

Deno.test("an order that breaks off tells what was done before", async () => {
  const { orders, sent } = ordersTo((at) =>
    at === 1
      ? Response.json(PART)
      : Response.json({ error: { code: "x", message: "Cannot: a test", id: "1" } }, { status: 503 })
  );
  await orders.carryOut("replay", ALL);
  equal(orders.told.value, "10 replayed, then: Cannot: a test");
  equal(orders.progress.value, null);
  equal(sent.length, 2);
});

Deno.test("an order of which nothing was done tells only why", async () => {
  const { orders } = ordersTo(() => new Response("", { status: 502 }));
  await orders.carryOut("replay", ALL);
  equal(orders.told.value, `Cannot ask for ${PATH}/replay: the service answered 502`);
});

Deno.test("no further part is sent once somebody has signed out", async () => {
  const { orders, sent } = ordersTo(() => {
    orders[Symbol.dispose]();
    return Response.json(PART);
  });
  await orders.carryOut("discard", ALL);
  equal(sent.length, 1);
});
