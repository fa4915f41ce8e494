/**
 * Many feed clients in one process, which does what the lines on its input say.
 *
 * @module
 */

import { ACK_EVERY, rangeOf, RawClient } from "./raw_client.ts";
import type { ArrivalReport, SwarmOrder } from "./swarm_process.ts";
import { linesOf, say } from "./lines.ts";

/** Parts of the swarm that acknowledge in turn: clients do not all do so at the same moment. */
const PARTS = 10;

/** Connections opened at the same time: no more than any listener's queue holds. */
const STEP = 50;

const clients: RawClient[] = [];
const count = { frames: 0, items: 0, bytes: 0, first: 0, arrived: 0 };
let target = Infinity;
let reached = Promise.withResolvers<number>();

let part = 0;
setInterval(() => {
  for (let at = part++ % PARTS; at < clients.length; at += PARTS) clients[at]!.acknowledge();
}, ACK_EVERY / PARTS);

for await (const line of linesOf(Deno.stdin.readable)) {
  const order: SwarmOrder = JSON.parse(line);
  if (order.order === "connect") await connect(order);
  // Answers when it is done; the next order may come before.
  else void reach(order.seq);
}
Deno.exit(0);

async function connect(order: Extract<SwarmOrder, { order: "connect" }>): Promise<void> {
  while (clients.length < order.count) {
    const step = Math.min(STEP, order.count - clients.length);
    const opening = Array.from(
      { length: step },
      (_, at) => RawClient.open({ ...order, client: `swarm-${clients.length + at}`, onEvents }),
    );
    clients.push(...await Promise.all(opening));
  }
  say({ connected: clients.length });
}

async function reach(seq: number): Promise<void> {
  Object.assign(count, { frames: 0, items: 0, bytes: 0, first: 0, arrived: 0 });
  reached = Promise.withResolvers();
  target = seq;
  say({ waiting: seq });
  const last = await reached.promise;
  const { frames, items, bytes, first } = count;
  say({ frames, items, bytes, took: last - first } satisfies ArrivalReport);
}

function onEvents(client: RawClient, frame: Uint8Array): void {
  if (count.frames === 0) count.first = performance.now();
  const range = rangeOf(frame)!;
  count.frames++;
  count.bytes += frame.length;
  count.items += range.to - range.from;
  if (client.position < target || range.from >= target) return;
  count.arrived++;
  if (count.arrived === clients.length) reached.resolve(performance.now());
}
