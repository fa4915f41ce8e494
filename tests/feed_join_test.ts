import { deepEqual } from "node:assert/strict";
import type { FeedItem } from "../lib/feed/protocol.ts";
import { openBench } from "./_feed_link.ts";

/** Entries that are there before: more than a tailer reads ahead, so that pages are loaded. */
const BEFORE = 600;

const ROUNDS = 40;

Deno.test("what is written while a client catches up is neither missed nor repeated", async () => {
  for (let round = 0; round < ROUNDS; round++) {
    await using bench = await openBench();
    for (let at = 0; at < BEFORE; at += 200) await bench.log.append(...Array(200).fill({}));
    const link = bench.greet({ cursor: await bench.cursor(round * 15) });
    const writing = (async () => {
      for (let at = 0; at < 20; at++) {
        await bench.log.append(...Array(1 + at % 5).fill({}));
        bench.clock.pass(20);
      }
      await bench.log.append({ kind: "end" });
      bench.clock.pass(20);
    })();
    const seen: FeedItem[] = [];
    while (seen.at(-1)?.kind !== "end") {
      const { to, items } = await link.next("events");
      seen.push(...items);
      link.send({ t: "ack", seq: to });
    }
    await writing;
    const { seq: last } = await bench.log.head();
    const first = round * 15 + 1;
    deepEqual(
      seen.map(({ seq }) => seq),
      Array.from({ length: last - first + 1 }, (_, at) => first + at),
    );
  }
});
