import { deepEqual, equal, match, ok } from "node:assert/strict";
import { type Feed, openFeed } from "../lib/feed/feed.ts";
import { Tailer } from "../lib/feed/tailer.ts";
import { createWake, silentWake, type Wake } from "../lib/feed/wake.ts";
import { headCursor } from "../lib/mirror/types.ts";
import type { Store } from "../lib/store/types.ts";
import { ManualClock } from "./_feed_clock.ts";
import { seqsOf, TestLink } from "./_feed_link.ts";
import { openLog, SITE, type TestLog } from "./_feed_log.ts";
import { ALL } from "./_feed_server.ts";
import { MemoryStore } from "./_memory_store.ts";

/** An isolate that has to hear from another one what is new. */
class Isolate {
  readonly clock = new ManualClock();
  readonly feed: Feed;

  constructor(store: Store, wake: Wake) {
    this.feed = openFeed({
      store,
      sites: [SITE],
      clock: this.clock,
      random: () => 0.5,
      newId: () => "conn",
      alarm: () => {},
      authenticate: () => Promise.resolve(ALL),
      wake,
    });
  }

  /** A client that streams from the head. */
  async follow(log: TestLog): Promise<TestLink> {
    const link = new TestLink(this.feed);
    link.send({ t: "hello", token: "all", client: "c", cursor: headCursor(await log.head()) });
    await link.next("ready");
    return link;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const drained = this.feed[Symbol.asyncDispose]();
    this.clock.pass(3_000);
    await drained;
  }
}

function deafMemory(): MemoryStore {
  const memory = new MemoryStore();
  memory.heard = () => false;
  return memory;
}

Deno.test("a change committed elsewhere arrives by a hint between isolates", async () => {
  const { store } = deafMemory();
  const log = await openLog(store);
  await using here = new Isolate(store, createWake());
  await using there = new Isolate(store, createWake());
  const link = await here.follow(log);
  here.clock.pass(100);
  there.feed.offer(SITE, await log.append({}));
  deepEqual(seqsOf(await link.next("events")), [1]);
});

Deno.test("a change committed elsewhere arrives by the store's watch", async () => {
  const { store } = new MemoryStore();
  const log = await openLog(store);
  await using here = new Isolate(store, silentWake());
  const link = await here.follow(log);
  here.clock.pass(100);
  await log.append({});
  deepEqual(seqsOf(await link.next("events")), [1]);
});

Deno.test("a change of which every hint was lost arrives with the next poll", async () => {
  const { store } = deafMemory();
  const log = await openLog(store);
  await using here = new Isolate(store, silentWake());
  const link = await here.follow(log);
  await log.append({});
  here.clock.pass(1_499);
  equal(link.frames.waiting.length, 0);
  here.clock.pass(1);
  deepEqual(seqsOf(await link.next("events")), [1]);
});

Deno.test("a cursor beyond what an isolate has heard of is looked up before it is doubted", async () => {
  const { store } = deafMemory();
  const log = await openLog(store);
  await using here = new Isolate(store, silentWake());
  await here.follow(log);
  await log.append({}, {});
  const link = await here.follow(log);
  equal(link.frames.waiting.length, 0);
});

interface Counted {
  readonly store: Store;
  reads: number;
  lists: number;
}

function counting(store: Store): Counted {
  const counted = {
    reads: 0,
    lists: 0,
    store: {
      ...store,
      getMany: <T>(keys: Parameters<Store["getMany"]>[0]) => {
        counted.reads++;
        return store.getMany<T>(keys);
      },
      list: <T>(range: Parameters<Store["list"]>[0]) => {
        counted.lists++;
        return store.list<T>(range);
      },
    },
  };
  return counted;
}

async function openTailer() {
  const memory = deafMemory();
  const log = await openLog(memory.store);
  const counted = counting(memory.store);
  const clock = new ManualClock();
  const tailer = new Tailer({ store: counted.store, site: SITE, clock, alarm: () => {} });
  return { log, counted, clock, tailer };
}

const deaf = { onMore: () => {}, onTurn: () => {} };

Deno.test("Tailer takes in what its isolate commits without reading it back", async () => {
  const { log, counted, tailer } = await openTailer();
  using _reader = tailer.attach(deaf);
  await tailer.look();
  const { lists, reads } = counted;
  tailer.offer(await log.append({}, {}));
  equal(tailer.last, 2);
  equal(tailer.span(0)?.at(2).entry.seq, 2);
  deepEqual([counted.lists, counted.reads], [lists, reads]);
});

Deno.test("Tailer reads what lies between when it is offered something later", async () => {
  const { log, clock, tailer } = await openTailer();
  using _reader = tailer.attach(deaf);
  await tailer.look();
  await log.append({}, {});
  clock.pass(100);
  tailer.offer(await log.append({}));
  equal(tailer.last, 0);
  await tailer.look();
  equal(tailer.last, 3);
});

Deno.test("Tailer looks once for many hints", async () => {
  const { counted, clock, tailer } = await openTailer();
  using _reader = tailer.attach(deaf);
  await tailer.look();
  const { reads } = counted;
  for (let hint = 0; hint < 1_000; hint++) tailer.hint();
  clock.pass(20);
  await tailer.look();
  ok(counted.reads - reads <= 2, `${counted.reads - reads} reads`);
});

Deno.test("Tailer.look() begins its read after the call", async () => {
  const { log, tailer } = await openTailer();
  const earlier = tailer.look();
  await log.append({});
  await Promise.all([tailer.look(), earlier]);
  equal(tailer.last, 1);
});

Deno.test("Tailer rests while nobody reads", async () => {
  const { counted, clock, tailer } = await openTailer();
  const reader = tailer.attach(deaf);
  await tailer.look();
  reader[Symbol.dispose]();
  const { reads } = counted;
  clock.pass(60_000);
  tailer.hint();
  deepEqual([clock.pending, counted.reads], [0, reads]);
});

Deno.test("Tailer reads a page once for all who come back together, and the next one ahead", async () => {
  const { log, counted, tailer } = await openTailer();
  for (let at = 0; at < 4; at++) await log.append(...Array(250).fill({}));
  await tailer.look();
  const { lists } = counted;
  const spans = await Promise.all(Array.from({ length: 500 }, (_, at) => tailer.load(at % 100)));
  equal(counted.lists - lists, 2);
  equal(spans[3]?.at(4).entry.seq, 4);
  equal((await tailer.load(256))?.at(300).entry.seq, 300);
  equal(counted.lists - lists, 3);
  await tailer.load(512);
  equal(counted.lists - lists, 3, "what follows is in memory");
});

Deno.test("Tailer forgets the pages of a log that another one replaced", async () => {
  const { log, tailer } = await openTailer();
  const fill = async (id: string) => {
    await log.append(...Array(600).fill({ item: { id } }));
    await tailer.look();
    return (await tailer.load(0))?.at(1).entry.text;
  };
  match(await fill("old") ?? "", /"id":"old"/);
  await log.replace();
  match(await fill("new") ?? "", /"id":"new"/);
});

Deno.test("Tailer.settled() moves on only when a beat begins", async () => {
  const { log, clock, tailer } = await openTailer();
  clock.pass(20_000 - clock.now() % 20_000);
  await tailer.look();
  tailer.offer(await log.append({}, {}));
  equal(tailer.settled(), 0);
  clock.pass(19_999);
  tailer.offer(await log.append({}));
  equal(tailer.settled(), 0);
  clock.pass(1);
  tailer.offer(await log.append({}));
  equal(tailer.settled(), 3);
});
