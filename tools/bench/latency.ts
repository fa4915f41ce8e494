/**
 * How long a change takes from Jira's call to a client's screen.
 *
 * @module
 */

import { follow } from "./follow.ts";
import { expectAccepted, sendAll, sendAtRate } from "./load.ts";
import { BenchService } from "./service.ts";
import { percentile } from "./statistics.ts";
import type { Bench, BenchContext, Figure } from "./types.ts";
import { createWorkload, type Delivery, type Workload } from "./workload.ts";

/** The share of its capacity at which a busy service is measured. */
const LOADED = 0.8;

/** Connections over which the issues are created. */
const CONNECTIONS = 8;

/** See the module. */
export const latency: Bench = {
  name: "latency",
  question: "How long from the webhook to a client over WebSocket, lightly and heavily loaded?",
  async run(context) {
    const { rate, duration, loaded } = context.sizes.latency;
    const heavy = Math.round((await context.throughput()).applied * LOADED);
    return [
      ...await measure(context, { name: `at ${rate}/s`, rate, duration }),
      ...await measure(context, { name: "at 80 % of capacity", rate: heavy, duration: loaded }),
    ];
  },
};

interface Step {
  readonly name: string;
  /** Deliveries a second. */
  readonly rate: number;
  /** Ms. */
  readonly duration: number;
}

async function measure(context: BenchContext, step: Step): Promise<Figure[]> {
  const { folder, profiles } = context;
  const workload = createWorkload(context);
  const warmUp = workload.changes(context.sizes.latency.warmUp);
  const deliveries = workload.changes(Math.ceil(step.rate * step.duration / 1_000));
  const file = `${folder}/latency_${step.rate}.sqlite`;
  await using service = await BenchService.start({ file, profiles });
  await prepare(service, { workload, warmUp });
  const { times, late } = await timeThrough(service, { deliveries, rate: step.rate });
  return [
    { name: `${step.name}: rate`, value: step.rate, unit: "/s" },
    { name: `${step.name}: p50`, value: percentile(times, 0.5), unit: "ms" },
    { name: `${step.name}: p99`, value: percentile(times, 0.99), unit: "ms" },
    { name: `${step.name}: max`, value: percentile(times, 1), unit: "ms" },
    { name: `${step.name}: sent late by, p99`, value: percentile(late, 0.99), unit: "ms" },
  ];
}

/** Creates the workload's issues, and lets the compiler settle. */
export async function prepare(
  service: BenchService,
  { workload, warmUp }: { readonly workload: Workload; readonly warmUp: readonly Delivery[] },
): Promise<void> {
  for (const part of [workload.creations, warmUp]) {
    const answers = await sendAll(part, { to: service.address, connections: CONNECTIONS });
    expectAccepted(answers, part.length);
    await service.settled();
  }
}

/**
 * From before each delivery is written to when the client has its item, ms.
 *
 * @throws {Error} When one of them never came, or came twice.
 */
export async function timeThrough(
  service: BenchService,
  { deliveries, rate }: { readonly deliveries: readonly Delivery[]; readonly rate: number },
): Promise<{ readonly times: readonly number[]; readonly late: readonly number[] }> {
  const { epoch, seq } = await service.settled();
  const sentAt = new Map<string, number>();
  const times: number[] = [];
  using client = follow({
    url: service.url,
    cursor: { epoch, seq },
    onItems: (items) => {
      const now = performance.now();
      for (const { id } of items) {
        const sent = sentAt.get(id);
        if (sent === undefined) throw new Error(`Cannot measure: item ${id} came unasked`);
        sentAt.delete(id);
        times.push(now - sent);
      }
    },
  });
  const all = client.reach(seq + deliveries.length);
  const { answers, late } = await sendAtRate(deliveries, {
    to: service.address,
    rate,
    onSend: ({ item }) => sentAt.set(item, performance.now()),
  });
  expectAccepted(answers, deliveries.length);
  await all;
  if (sentAt.size > 0) throw new Error(`Cannot measure: ${sentAt.size} items never came`);
  return { times, late };
}
