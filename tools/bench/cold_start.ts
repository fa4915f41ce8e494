/**
 * How soon a service that is started takes its first delivery.
 *
 * @module
 */

import { expectAccepted, sendAll } from "./load.ts";
import { BenchService } from "./service.ts";
import { median } from "./statistics.ts";
import type { Bench, BenchContext } from "./types.ts";
import { createWorkload, type Delivery } from "./workload.ts";

/** See the module. */
export const coldStart: Bench = {
  name: "cold-start",
  question: "How long from starting the process to the first webhook answered with 202?",
  async run(context) {
    const { repeats } = context.sizes.coldStart;
    const { creations } = createWorkload(context);
    // The first start makes the database, and fills Deno's cache of compiled code.
    await startAndSend(context, creations[0]!);
    const times: number[] = [];
    for (const delivery of creations.slice(1, 1 + repeats)) {
      times.push(await startAndSend(context, delivery));
    }
    return [{ name: `median of ${repeats}`, value: median(times), unit: "ms" }];
  },
};

async function startAndSend(context: BenchContext, delivery: Delivery): Promise<number> {
  const { folder, profiles } = context;
  const begin = performance.now();
  await using service = await BenchService.start({ file: `${folder}/cold_start.sqlite`, profiles });
  expectAccepted(await sendAll([delivery], { to: service.address, connections: 1 }), 1);
  return performance.now() - begin;
}
