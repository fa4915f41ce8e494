/**
 * How many deliveries a second the service takes and applies.
 *
 * @module
 */

import { BenchService } from "./service.ts";
import { expectAccepted, sendAll } from "./load.ts";
import type { Bench, BenchContext, Figure, Throughput } from "./types.ts";
import { createWorkload } from "./workload.ts";

/** Deliveries before the measurement, over which the compiler settles: this part of the others. */
const WARM_UP = 0.1;

/** See the module. */
export const throughput: Bench = {
  name: "throughput",
  question: "How many webhooks a second does it accept and apply, with 6 KB bodies?",
  async run(context) {
    const { accepted, applied, cpu, peak, body } = await context.throughput();
    const { connections } = context.sizes.throughput;
    return [
      { name: "connections", value: connections, unit: "" },
      { name: "mean body", value: body, unit: "bytes" },
      { name: "accepted", value: accepted, unit: "/s" },
      { name: "accepted and applied", value: applied, unit: "/s" },
      ...optional("CPU of the service per delivery", cpu, "µs"),
      ...optional("peak memory of the service", peak === null ? null : peak / 2 ** 20, "MB"),
    ];
  },
};

/** Measures it on a service of its own. */
export async function measureThroughput(context: BenchContext): Promise<Throughput> {
  const { folder, profiles } = context;
  const { deliveries: count, connections } = context.sizes.throughput;
  const workload = createWorkload(context);
  const warmUp = workload.changes(Math.ceil(count * WARM_UP));
  const deliveries = workload.changes(count);
  await using service = await BenchService.start({ file: `${folder}/throughput.sqlite`, profiles });
  const to = service.address;
  for (const part of [workload.creations, warmUp]) {
    expectAccepted(await sendAll(part, { to, connections }), part.length);
    await service.settled();
  }
  const { seq } = await service.status();
  const cpuBefore = await service.cpu();
  const begin = performance.now();
  expectAccepted(await sendAll(deliveries, { to, connections }), count);
  const accepted = performance.now() - begin;
  const status = await service.settled();
  const applied = performance.now() - begin;
  const cpu = await service.cpu();
  const memory = await service.memory();
  if (status.seq - seq !== count) {
    throw new Error(`Cannot measure: ${count} deliveries gave ${status.seq - seq} feed entries`);
  }
  return {
    accepted: count * 1_000 / accepted,
    applied: count * 1_000 / applied,
    cpu: cpu === null ? null : (cpu - cpuBefore!) / count,
    peak: memory?.peak ?? null,
    body: deliveries.reduce((sum, { body }) => sum + body, 0) / count,
  };
}

function optional(name: string, value: number | null, unit: string): Figure[] {
  return value === null ? [] : [{ name, value, unit }];
}
