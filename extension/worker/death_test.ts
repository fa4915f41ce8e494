import { deepEqual, equal } from "node:assert/strict";
import type { FakeSocket } from "../../lib/feed/client/_fake_runtime.ts";
import { ready } from "../../lib/feed/client/_fake_owner.ts";
import { createRandom, type Random } from "../../lib/simulator/random.ts";
import { item, SERVER } from "../model/_samples.ts";
import { DEFAULTS } from "../model/settings.ts";
import type { Entry, Head } from "../model/types.ts";
import { FakeBrowser } from "./_fake_browser.ts";

const CHANGES = 60;
const SEED = Number(Deno.env.get("EXTENSION_SEED") ?? 20_261_125);

/** A service whose log grows; it sends what comes after the position it is told. */
class Service {
  head = 0;
  #socket: FakeSocket | null = null;
  #sent = 0;

  take(socket: FakeSocket): void {
    socket.onSent = (frame) => {
      if (frame.t === "hello" && frame.cursor === undefined) {
        socket.say({ t: "reset", reason: "new", epoch: "e.1", seq: 0 });
      } else if (frame.t === "hello" || frame.t === "start") {
        this.#socket = socket;
        this.#sent = frame.cursor!.seq;
        socket.say(ready(this.#sent));
        this.send();
      }
    };
    queueMicrotask(() => socket.open());
  }

  send(): void {
    if (this.#socket === null || this.#sent === this.head) return;
    const items = Array.from(
      { length: this.head - this.#sent },
      (_, at) => item(this.#sent + at + 1),
    );
    this.#socket.say({ t: "events", from: this.#sent, to: this.head, items });
    this.#sent = this.head;
  }
}

/** A worker that is killed in the middle of anything it does, again and again. */
async function storm(random: Random): Promise<FakeBrowser> {
  const browser = new FakeBrowser();
  const service = new Service();
  browser.onSocket = (socket) => service.take(socket);
  browser.local.values.set("servers", [SERVER]);
  browser.sync.values.set("settings", { ...DEFAULTS, notify: { ...DEFAULTS.notify, on: true } });
  browser.kill();
  await browser.start();
  while (service.head < CHANGES) {
    let fuse = random.int(1, 40);
    browser.onCall = () => void (--fuse === 0 && browser.kill());
    service.head = Math.min(CHANGES, service.head + random.int(1, 3));
    service.send();
    await browser.rest();
    await browser.runtime.pass(random.pick([0, 100, 6_000]));
    browser.onCall = () => {};
    if (random.chance(0.3)) browser.kill();
    if (browser.runtime.sockets.length === 0) await browser.start();
  }
  browser.kill();
  await browser.start();
  return browser;
}

for (let run = 0; run < 25; run++) {
  const seed = SEED + run;
  Deno.test(`a worker that dies anywhere misses nothing and tells nothing twice, seed ${seed}`, async () => {
    const { local, shown } = await storm(createRandom(seed));
    const entries = [...local.values].filter(([key]) => key.startsWith("event_"))
      .map(([, value]) => value as Entry).sort((a, b) => a.n - b.n);
    deepEqual(
      entries.map(({ item }) => item.seq),
      Array.from({ length: CHANGES }, (_, at) => at + 1),
    );
    equal((local.values.get("head_1") as Head).next, CHANGES);
    deepEqual(entries.filter(({ due }) => due === true), [], "nothing is owed");
    const single = shown.filter((id) => id !== "summary");
    equal(new Set(single).size, single.length, "nothing was told twice");
    equal(single.length > 0, true);
  });
}
