/**
 * A world in which everything happens to the feed that can: the real service side and the real
 * client, and between them lost hints, cut connections, trimming, restarts and restored files.
 *
 * @module
 */

import { type Feed, openFeed } from "../lib/feed/feed.ts";
import { silentWake } from "../lib/feed/wake.ts";
import { headCursor } from "../lib/mirror/types.ts";
import { ManualClock } from "./_feed_clock.ts";
import { openLog, SITE, type TestLog } from "./_feed_log.ts";
import { Network } from "./_feed_network.ts";
import { type Mutant, Person, type Surroundings, type Written } from "./_feed_person.ts";
import { ALL } from "./_feed_server.ts";
import { MemoryStore } from "./_memory_store.ts";

/** Longest a write to a client's disk takes, in ms. */
const DISK = 300;

/** Microtasks in which everything that can settle has. */
const SETTLED = 60;

/** What came of a run. */
export interface Outcome {
  readonly written: number;
  readonly missed: number;
  readonly repeated: number;
}

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** See the module. */
export class World implements Surroundings {
  readonly mutant: Mutant | null;
  readonly #clock = new ManualClock();
  readonly #random: () => number;
  readonly #network: Network;
  readonly #memory: MemoryStore;
  readonly #log: TestLog;
  readonly #people: readonly Person[];
  #feed: Feed;
  #lineage: Written[] = [];
  #backup: { readonly cells: ReturnType<MemoryStore["copy"]>; readonly lineage: Written[] };
  #written = 0;
  #calm = false;

  private constructor(
    options: { readonly seed: number; readonly mutant?: Mutant },
    { memory, log }: { readonly memory: MemoryStore; readonly log: TestLog },
  ) {
    this.#random = seeded(options.seed);
    this.mutant = options.mutant ?? null;
    this.#memory = memory;
    this.#log = log;
    this.#backup = { cells: memory.copy(), lineage: [] };
    memory.heard = () => this.#calm || this.#random() < 0.5;
    this.#feed = this.#open();
    this.#network = new Network({
      feed: () => this.#feed,
      clock: this.#clock,
      random: this.#random,
    });
    this.#people = [
      new Person(this, { name: "all" }),
      new Person(this, { name: "issues", kinds: ["updated"] }),
    ];
  }

  /** Makes a world. */
  static async create(options: { readonly seed: number; readonly mutant?: Mutant }) {
    const memory = new MemoryStore();
    return new World(options, { memory, log: await openLog(memory.store) });
  }

  /** Lets things happen, then lets everything come to rest, and counts. */
  async run(steps: number): Promise<Outcome> {
    for (let step = 0; step < steps; step++) await this.#happen();
    this.#calm = true;
    await this.#flow(180_000);
    await this.#append(1);
    await this.#flow(120_000);
    for (const person of this.#people) person.stop();
    return this.#count();
  }

  runtime(): ReturnType<Network["runtime"]> {
    return this.#network.runtime();
  }

  pause(): Promise<void> {
    return new Promise((resolve) => this.#clock.after(this.#random() * DISK, resolve));
  }

  async snapshot(): ReturnType<Surroundings["snapshot"]> {
    const cursor = headCursor(await this.#log.head());
    const ids = this.#lineage.slice(0, cursor.seq).map(({ id }) => id);
    await this.pause();
    return { cursor, ids };
  }

  async #happen(): Promise<void> {
    const chance = this.#random();
    if (chance < 0.40) await this.#append(1 + Math.floor(this.#random() * 5));
    else if (chance < 0.43) await this.#append(100 + Math.floor(this.#random() * 300));
    else if (chance < 0.80) await this.#flow(this.#random() * 1_000);
    else if (chance < 0.84) await this.#flow(this.#random() * 30_000);
    else if (chance < 0.90) this.#network.cut();
    else if (chance < 0.95) this.#people[Math.floor(this.#random() * 2)]!.die();
    else if (chance < 0.97) await this.#trim();
    else if (chance < 0.98) await this.#log.restart();
    else if (chance < 0.985) this.#backup = this.#copy();
    else if (chance < 0.99) await this.#restore();
    else if (chance < 0.992) await this.#replace();
    await this.#settle();
  }

  async #append(count: number): Promise<void> {
    const news = Array.from({ length: count }, (): Written => ({
      id: `change-${++this.#written}`,
      kind: this.#random() < 0.5 ? "updated" : "commented",
    }));
    this.#lineage.push(...news);
    const entries = await this.#log.append(
      ...news.map(({ id, kind }) => ({ kind, item: { id } })),
    );
    if (this.#calm || this.#random() < 0.5) this.#feed.offer(SITE, entries);
  }

  async #trim(): Promise<void> {
    const keep = Math.floor(this.#random() * 20);
    await this.#log.trim(Math.max(0, this.#lineage.length - keep));
  }

  #copy() {
    return { cells: this.#memory.copy(), lineage: [...this.#lineage] };
  }

  /** The service stops, an older copy of its file is put in place, and it starts again. */
  async #restore(): Promise<void> {
    this.#network.cut();
    const stopped = this.#feed[Symbol.asyncDispose]();
    this.#memory.restore(this.#backup.cells);
    this.#lineage = [...this.#backup.lineage];
    await this.#log.restart();
    this.#feed = this.#open();
    await this.#flow(3_000);
    await stopped;
  }

  async #replace(): Promise<void> {
    this.#lineage = [];
    await this.#log.replace();
    this.#backup = this.#copy();
  }

  #open(): Feed {
    return openFeed({
      store: this.#memory.store,
      sites: [SITE],
      clock: this.#clock,
      random: this.#random,
      newId: () => "conn",
      alarm: () => {},
      authenticate: () => Promise.resolve(ALL),
      wake: silentWake(),
    });
  }

  async #flow(ms: number): Promise<void> {
    const end = this.#clock.now() + ms;
    for (let due = this.#clock.due; due !== null && due <= end; due = this.#clock.due) {
      this.#clock.pass(Math.max(0, due - this.#clock.now()));
      await this.#settle();
    }
    this.#clock.pass(end - this.#clock.now());
  }

  async #settle(): Promise<void> {
    for (let turn = 0; turn < SETTLED; turn++) await Promise.resolve();
  }

  #count(): Outcome {
    let missed = 0;
    let repeated = 0;
    for (const person of this.#people) {
      repeated += person.shown.length - new Set(person.shown).size;
      for (const change of this.#lineage) {
        if (!person.wants(change)) continue;
        const times = person.timesTold(change);
        if (times === 0) missed++;
        else if (person.covered.has(change.id) && times > 1) repeated++;
      }
    }
    return { written: this.#written, missed, repeated };
  }
}
