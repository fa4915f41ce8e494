import { deepEqual, ok } from "node:assert/strict";
import fc from "fast-check";
import { item, ready } from "./_fake_owner.ts";
import { FakeRuntime, type FakeSocket, settle } from "./_fake_runtime.ts";
import { type Batch, type Feed, openFeed, type Stored } from "./client.ts";
import type { ClientFrame, Cursor, EventsFrame } from "../protocol.ts";

/** A log served by the rules of the protocol over a network that loses, repeats and cuts. */
class Service {
  head = 0;
  floor = 0;
  epoch = 1;
  /** How the next frame fares on its way. */
  network: "ok" | "lost" | "twice" = "ok";
  /** How far before the cursor the service goes on after a resume. */
  rewind = 0;
  #socket: FakeSocket | null = null;
  #sent: number | null = null;
  #acked = 0;

  accept(socket: FakeSocket): void {
    this.#socket = socket;
    this.#sent = null;
    socket.onSent = (frame) => socket === this.#socket && this.#hear(frame);
    queueMicrotask(() => socket.open());
  }

  /** Sends the next range, at most `most` long, unless the window of 4 is full. */
  pump(most: number): void {
    if (this.#sent === null || this.#sent - this.#acked >= 4) return;
    const from = this.#sent;
    const to = Math.min(this.head, from + most);
    this.#sent = to;
    const numbers = Array.from({ length: to - from }, (_, index) => from + 1 + index);
    // Every third entry is not for this client: ranges pass over it.
    this.#deliver({ t: "events", from, to, items: numbers.filter(isVisible).map(item) });
  }

  cut(): void {
    const socket = this.#socket;
    this.#socket = null;
    this.#sent = null;
    socket?.end(1006);
  }

  #deliver(frame: EventsFrame): void {
    const times = { ok: 1, lost: 0, twice: 2 }[this.network];
    this.network = "ok";
    for (let time = 0; time < times; time++) this.#socket?.say(frame);
  }

  #hear(frame: ClientFrame): void {
    if (frame.t === "ack") this.#acked = Math.max(this.#acked, frame.seq);
    if (frame.t === "hello" || frame.t === "start") this.#admit(frame.cursor);
  }

  #admit(cursor: Cursor | undefined): void {
    const here = { epoch: `e.${this.epoch}`, seq: this.head };
    const reason = cursor === undefined
      ? "new"
      : cursor.epoch !== here.epoch
      ? "epoch"
      : cursor.seq < this.floor
      ? "expired"
      : null;
    if (reason !== null || cursor === undefined) {
      this.#socket?.say({ t: "reset", reason: reason ?? "new", ...here });
      return;
    }
    this.#sent = Math.max(this.floor, cursor.seq - this.rewind);
    this.#acked = this.#sent;
    this.#socket?.say(ready(this.#sent, { ...here, seq: this.#sent, head: this.head }));
  }
}

/** Everything the owner has on disk: what was shown, and what a snapshot covered instead. */
class Disk {
  stored: Stored | null = null;
  readonly shown: string[] = [];
  readonly covered = new Set<string>();
  fault: "none" | "before" | "after" | "slow" = "none";

  async persist(batch: Batch, alive: () => boolean): Promise<void> {
    const fault = this.fault;
    this.fault = "none";
    if (fault === "before") throw new Error("fails before the write");
    if (fault === "slow") { for (let turn = 0; turn < 20; turn++) await Promise.resolve(); }
    // A process that died writes nothing more.
    if (!alive()) return;
    this.stored = { cursor: batch.cursor, scope: batch.scope };
    this.shown.push(...batch.items.map(({ seq }) => `${batch.cursor.epoch}:${seq}`));
    if (fault === "after") throw new Error("fails after the write");
  }

  reset(at: Cursor): Cursor {
    for (let seq = 1; seq <= at.seq; seq++) {
      if (!this.shown.includes(`${at.epoch}:${seq}`)) this.covered.add(`${at.epoch}:${seq}`);
    }
    this.stored = { cursor: at, scope: null };
    return at;
  }
}

class World {
  readonly runtime = new FakeRuntime();
  readonly service = new Service();
  readonly disk = new Disk();
  readonly appended: string[] = [];
  #life = 0;
  #feed: Feed;

  constructor() {
    this.runtime.onSocket = (socket) => this.service.accept(socket);
    this.#feed = this.#start();
  }

  append(count: number): void {
    for (let index = 0; index < count; index++) {
      this.service.head++;
      this.appended.push(`e.${this.service.epoch}:${this.service.head}`);
    }
  }

  die(): void {
    this.#life++;
    this.#feed.stop();
    this.#feed = this.#start();
  }

  /** Faults end, time passes, and everything still to come arrives. */
  async heal(): Promise<void> {
    Object.assign(this.service, { network: "ok", rewind: 0 });
    this.disk.fault = "none";
    for (let round = 0; round < 40; round++) {
      await this.runtime.pass(20_000);
      for (let turn = 0; turn < 10; turn++) {
        this.service.pump(4);
        await this.runtime.pass(300);
      }
    }
    this.#feed.stop();
  }

  #start(): Feed {
    const life = this.#life;
    return openFeed({
      url: "http://feed.example",
      token: "secret",
      client: "model",
      load: () => this.disk.stored,
      persist: (batch) => this.disk.persist(batch, () => life === this.#life),
      onReset: (_reason, at) => this.disk.reset(at),
      runtime: this.runtime,
    });
  }
}

type Action = (world: World) => void | Promise<void>;

const actions: fc.Arbitrary<Action> = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 5 }).map((n): Action => (w) => w.append(n)) },
  {
    weight: 10,
    arbitrary: fc.integer({ min: 0, max: 4 }).map((most): Action => (w) => w.service.pump(most)),
  },
  {
    weight: 8,
    arbitrary: fc.constantFrom(50, 300, 2_000, 26_000).map((ms): Action => (w) =>
      w.runtime.pass(ms)
    ),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom("lost", "twice").map((how): Action => (w) => {
      w.service.network = how;
    }),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom("before", "after", "slow").map((how): Action => (w) => {
      w.disk.fault = how;
    }),
  },
  {
    weight: 2,
    arbitrary: fc.integer({ min: 0, max: 3 }).map((n): Action => (w) => {
      w.service.rewind = n;
    }),
  },
  { weight: 3, arbitrary: fc.constant<Action>((w) => w.service.cut()) },
  { weight: 3, arbitrary: fc.constant<Action>((w) => w.die()) },
  {
    weight: 1,
    arbitrary: fc.constant<Action>((w) => {
      w.service.floor = Math.max(w.service.floor, w.service.head - 3);
      w.service.cut();
    }),
  },
  {
    weight: 1,
    arbitrary: fc.constant<Action>((w) => {
      Object.assign(w.service, { epoch: w.service.epoch + 1, head: 0, floor: 0 });
      w.service.cut();
    }),
  },
);

Deno.test("no item is missed or repeated, whatever happens to connection, client and disk", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(actions, { minLength: 10, maxLength: 120 }), async (plan) => {
      const world = new World();
      for (const action of plan) {
        await action(world);
        await settle();
      }
      await world.heal();
      const { shown, covered } = world.disk;
      deepEqual(shown.length, new Set(shown).size, `Shown twice: ${shown}`);
      const last = `e.${world.service.epoch}:`;
      for (const id of world.appended) {
        if (!id.startsWith(last) || !isVisible(Number(id.slice(last.length)))) continue;
        ok(shown.includes(id) || covered.has(id), `Missed ${id}, shown ${shown}`);
      }
    }),
    { numRuns: 300 },
  );
});

function isVisible(seq: number): boolean {
  return seq % 3 !== 0;
}
