/**
 * How soon a client that was away is up to date.
 *
 * @module
 */

import { follow } from "./follow.ts";
import { expectAccepted, sendAll } from "./load.ts";
import { BenchService } from "./service.ts";
import { median } from "./statistics.ts";
import type { Bench } from "./types.ts";
import { createWorkload } from "./workload.ts";

/** See the module. */
export const catchUp: Bench = {
  name: "catch-up",
  question: "How long does a client that was away for 5,000 entries need from hello to the last?",
  async run(context) {
    const { entries, repeats } = context.sizes.catchUp;
    const workload = createWorkload(context);
    const file = `${context.folder}/catch_up.sqlite`;
    await fill(file, [workload.creations, workload.changes(entries)]);
    const { profiles } = context;
    // Another process: the first client finds nothing of the log in memory.
    await using service = await BenchService.start({ file, profiles });
    const { epoch, seq } = await service.status();
    const times: number[] = [];
    for (let turn = 0; turn < repeats; turn++) {
      let items = 0;
      using client = follow({
        url: service.url,
        cursor: { epoch, seq: seq - entries },
        onItems: (found) => items += found.length,
      });
      await client.reach(seq);
      times.push(performance.now() - client.greeted());
      if (items !== entries) throw new Error(`Cannot measure: ${items} items of ${entries} came`);
    }
    return [
      { name: "entries", value: entries, unit: "" },
      { name: "first client after a start", value: times[0]!, unit: "ms" },
      { name: `median of ${repeats}`, value: median(times), unit: "ms" },
    ];
  },
};

async function fill(
  file: string,
  parts: readonly ReturnType<typeof createWorkload>["creations"][],
): Promise<void> {
  await using service = await BenchService.start({ file, profiles: null });
  for (const part of parts) {
    expectAccepted(await sendAll(part, { to: service.address, connections: 32 }), part.length);
    await service.settled();
  }
}
