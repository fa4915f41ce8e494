/**
 * How fast one entry reaches many clients, against the least a server on Deno can do: a loop over
 * bare sockets that sends the same frames, to the same swarm, in the same run.
 *
 * @module
 */

import type { Cursor } from "../../lib/feed/protocol.ts";
import { Child } from "./child.ts";
import { Connection } from "./connection.ts";
import { expectAccepted, sendAll, tally } from "./load.ts";
import { ACK_EVERY, RawClient } from "./raw_client.ts";
import { type Address, BenchService, TOKEN } from "./service.ts";
import { median } from "./statistics.ts";
import { type ArrivalReport, Swarm } from "./swarm_process.ts";
import type { Bench, BenchContext, Figure } from "./types.ts";
import { cpuTime, openFilesLimit } from "./usage.ts";
import { createWorkload, type Workload } from "./workload.ts";

/**
 * Deliveries under way at a time: enough that the next entry is in the log before the last one has
 * gone out to everybody, few enough that each goes out in a frame of its own.
 */
const UNDER_WAY = 2;

/** Files a process needs besides its clients. */
const OTHER_FILES = 200;

/** See the module. */
export const fanOut: Bench = {
  name: "fan-out",
  question: "How fast do changes reach 1,000 and 10,000 clients, against bare sockets?",
  async run(context) {
    const limit = await openFilesLimit() ?? Infinity;
    const figures: Figure[] = [];
    for (const size of context.sizes.fanOut) {
      const clients = Math.min(size.clients, limit - OTHER_FILES);
      if (clients < size.clients) {
        context.note(`Only ${clients} clients: a process may open ${limit} files (ulimit -Hn).`);
      }
      figures.push(...await compare(context, { clients, entries: size.entries }));
    }
    return figures;
  },
};

interface Size {
  readonly clients: number;
  readonly entries: number;
}

async function compare(context: BenchContext, size: Size): Promise<Figure[]> {
  const workload = createWorkload(context);
  const turns: { readonly service: Served; readonly bare: Arrival }[] = [];
  for (let turn = 0; turn < context.sizes.fanOutRepeats; turn++) {
    const service = await throughService(context, { ...size, workload, turn });
    const { clients } = size;
    turns.push({ service, bare: await throughBareSockets(context, { clients, ...service }) });
  }
  const of = `${size.clients} clients`;
  const figure = (name: string, unit: string, value: (turn: typeof turns[number]) => number) => {
    const values = turns.map(value).filter((each) => !Number.isNaN(each));
    return values.length === 0 ? [] : [{ name: `${of}: ${name}`, value: median(values), unit }];
  };
  return [
    ...figure("service", "frames/s", ({ service }) => rateOf(service)),
    ...figure("bare sockets", "frames/s", ({ bare }) => rateOf(bare)),
    ...figure("share of bare", "%", ({ service, bare }) => 100 * rateOf(service) / rateOf(bare)),
    ...figure("service, CPU per frame", "µs", ({ service }) => service.cpu / service.report.frames),
    ...figure("bare, CPU per frame", "µs", ({ bare }) => bare.cpu / bare.report.frames),
    ...figure("entries a frame", "", ({ service: { report } }) => report.items / report.frames),
    ...figure("mean frame", "bytes", ({ service: { report } }) => report.bytes / report.frames),
    ...figure("memory of an idle client", "KB", ({ service }) => service.idle / 1_024),
  ];
}

/** What reached the swarm. */
interface Arrival {
  readonly report: ArrivalReport;
  /** CPU time the server spent on it, µs; `NaN` where the system doesn't tell. */
  readonly cpu: number;
}

interface Served extends Arrival {
  /** Every frame one client was sent. */
  readonly texts: readonly string[];
  /** Resident memory of the service for each idle client, bytes; `NaN` where unknown. */
  readonly idle: number;
}

async function throughService(
  context: BenchContext,
  options: Size & { readonly workload: Workload; readonly turn: number },
): Promise<Served> {
  const { clients, entries, workload, turn } = options;
  const file = `${context.folder}/fan_out_${clients}_${turn}.sqlite`;
  await using service = await BenchService.start({ file, profiles: context.profiles });
  const { creations } = workload;
  expectAccepted(
    await sendAll(creations, { to: service.address, connections: 8 }),
    creations.length,
  );
  const cursor: Cursor = await service.settled();
  await rest(context);
  const before = await service.memory();
  await using swarm = new Swarm();
  await swarm.connect(clients, { address: service.address, cursor });
  await rest(context);
  const after = await service.memory();
  const deliveries = workload.changes(entries);
  const { arrived } = await swarm.reach(cursor.seq + entries);
  const cpu = await service.cpu() ?? NaN;
  const texts = await feed(service.address, { cursor, deliveries });
  return {
    report: await arrived(),
    cpu: (await service.cpu() ?? NaN) - cpu,
    texts,
    idle: before === null || after === null ? NaN : (after.now - before.now) / clients,
  };
}

/** Sends deliveries as fast as one more client receives what they bring about; gives its frames. */
async function feed(
  address: Address,
  { cursor, deliveries }: {
    readonly cursor: Cursor;
    readonly deliveries: ReturnType<Workload["changes"]>;
  },
): Promise<string[]> {
  const texts: string[] = [];
  let news = Promise.withResolvers<void>();
  using observer = await RawClient.open({
    address,
    token: TOKEN,
    client: "observer",
    cursor,
    onEvents: (_, frame) => {
      texts.push(new TextDecoder().decode(frame));
      news.resolve();
      news = Promise.withResolvers();
    },
  });
  const acknowledging = setInterval(() => observer.acknowledge(), ACK_EVERY);
  const connections = await Connection.openMany(UNDER_WAY, address);
  const answers: Promise<number>[] = [];
  const seen = async (count: number) => {
    while (observer.position - cursor.seq < count) await news.promise;
  };
  try {
    for (const [at, { request }] of deliveries.entries()) {
      await seen(at + 1 - UNDER_WAY);
      // Its entry may be here before its answer, and a connection takes one request at a time.
      await answers[at - UNDER_WAY];
      answers.push(connections[at % UNDER_WAY]!.send(request));
    }
    expectAccepted(tally(await Promise.all(answers)), deliveries.length);
    await seen(deliveries.length);
  } finally {
    clearInterval(acknowledging);
    for (const connection of connections) connection[Symbol.dispose]();
  }
  return texts;
}

async function throughBareSockets(
  context: BenchContext,
  { clients, texts }: { readonly clients: number; readonly texts: readonly string[] },
): Promise<Arrival> {
  await using bare = new Child({ module: "tools/bench/bare.ts", speaksOn: "stdout" });
  const url = await bare.hear(/^http:/);
  const address = { hostname: "127.0.0.1", port: Number(new URL(url).port) };
  await using swarm = new Swarm();
  const first = JSON.parse(texts[0]!).from;
  await swarm.connect(clients, { address, cursor: { epoch: "bare", seq: first } });
  await rest(context);
  const { arrived } = await swarm.reach(JSON.parse(texts.at(-1)!).to);
  const cpu = await cpuTime(bare.pid) ?? NaN;
  const posted = await fetch(url, { method: "POST", body: JSON.stringify(texts) });
  await posted.body?.cancel();
  return { report: await arrived(), cpu: (await cpuTime(bare.pid) ?? NaN) - cpu };
}

function rateOf({ report }: Arrival): number {
  return report.frames * 1_000 / report.took;
}

function rest({ sizes }: BenchContext): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, sizes.rest));
}
