/**
 * What becomes of a bulk edit: very many deliveries at the same moment.
 *
 * @module
 */

import { Connection } from "./connection.ts";
import { expectAccepted, sendAll, sendAtOnce } from "./load.ts";
import { BenchService } from "./service.ts";
import type { Bench } from "./types.ts";
import { openFilesLimit } from "./usage.ts";
import { createWorkload } from "./workload.ts";

/** Files a process needs besides its connections. */
const OTHER_FILES = 200;

/** See the module. */
export const burst: Bench = {
  name: "burst",
  question: "Does it take 10,000 webhooks at once, and how soon are they applied?",
  async run(context) {
    const count = context.sizes.burst.deliveries;
    const workload = createWorkload(context);
    const deliveries = workload.changes(count);
    const file = `${context.folder}/burst.sqlite`;
    await using service = await BenchService.start({ file, profiles: context.profiles });
    const to = service.address;
    expectAccepted(
      await sendAll(workload.creations, { to, connections: 32 }),
      workload.creations.length,
    );
    const { seq } = await service.settled();
    const most = (await openFilesLimit() ?? Infinity) - OTHER_FILES;
    const over = await Connection.openMany(Math.min(count, most), to);
    if (over.length < count) {
      context.note(`The burst came over ${over.length} connections: ulimit -Hn allows no more.`);
    }
    let begin = 0;
    const answers = await sendAtOnce(deliveries, {
      over,
      onStart: () => begin = performance.now(),
    });
    const answered = performance.now() - begin;
    const status = await service.settled();
    const applied = performance.now() - begin;
    const accepted = answers.get(202) ?? 0;
    const of = (from: number) =>
      [...answers].reduce((sum, [code, times]) => sum + (code >= from ? times : 0), 0);
    const memory = await service.memory();
    return [
      { name: "sent at once", value: count, unit: "" },
      { name: "accepted", value: accepted, unit: "" },
      { name: "answered with 5xx", value: of(500), unit: "" },
      { name: "accepted and not in the feed", value: accepted - (status.seq - seq), unit: "" },
      { name: "last answer after", value: answered, unit: "ms" },
      { name: "last applied after", value: applied, unit: "ms" },
      ...memory === null
        ? []
        : [{ name: "peak memory of the service", value: memory.peak / 2 ** 20, unit: "MB" }],
    ];
  },
};
