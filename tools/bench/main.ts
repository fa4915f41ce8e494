/**
 * `deno task bench`: measures the service on this machine and prints the figures. It judges nothing:
 * what is good enough depends on the machine.
 *
 * @module
 */

import manifest from "../../deno.json" with { type: "json" };
import { sayTo } from "../../lib/ops/say.ts";
import { burst } from "./burst.ts";
import { catchUp } from "./catch_up.ts";
import { coldStart } from "./cold_start.ts";
import { extension } from "./extension.ts";
import { fanOut } from "./fan_out.ts";
import { latency } from "./latency.ts";
import { describeMachine, doubts, machineLine } from "./machine.ts";
import { type BenchOptions, readOptions, USAGE } from "./options.ts";
import { type Finding, findingLines } from "./report.ts";
import { FULL, QUICK } from "./sizes.ts";
import { sync } from "./sync.ts";
import { measureThroughput, throughput } from "./throughput.ts";
import type { Bench, BenchContext, Throughput } from "./types.ts";

const say = sayTo(Deno.stdout);

const BENCHES: readonly Bench[] = [
  throughput,
  latency,
  burst,
  fanOut,
  catchUp,
  coldStart,
  sync,
  extension,
];

const read = readOptions(Deno.args, BENCHES.map(({ name }) => name));
if (read.ok === true) await runAll(read.options);
else if (read.ok === "help") {
  say(`${USAGE}\nBenchmarks:\n`);
  for (const { name, question } of BENCHES) say(`  ${name.padEnd(12)}${question}`);
} else {
  say(`${read.problem}.\n\n${USAGE}`);
  Deno.exit(2);
}

async function runAll(options: BenchOptions): Promise<void> {
  await Deno.mkdir(options.folder, { recursive: true });
  const folder = await Deno.makeTempDir({ dir: options.folder, prefix: "bench_" });
  const interrupted = () => {
    Deno.removeSync(folder, { recursive: true });
    Deno.exit(130);
  };
  Deno.addSignalListener("SIGINT", interrupted);
  try {
    await measureIn(await Deno.realPath(folder), options);
  } finally {
    Deno.removeSignalListener("SIGINT", interrupted);
    await Deno.remove(folder, { recursive: true });
  }
}

async function measureIn(folder: string, options: BenchOptions): Promise<void> {
  const machine = await describeMachine(folder);
  const { seed, quick, json } = options;
  say(`Boardcast ${manifest.version} on ${machineLine(machine)}; seed ${seed}`);
  if (quick) say("With --quick the figures mean nothing.");
  for (const doubt of doubts(machine)) say(doubt);
  say("");
  const context = contextFor(options, folder);
  const findings: Finding[] = [];
  for (const bench of chosen(options)) {
    const { name, question } = bench;
    const finding = { name, question, figures: await bench.run(context) };
    findings.push(finding);
    for (const line of findingLines(finding)) say(line);
  }
  if (json === null) return;
  const result = { version: manifest.version, machine, seed, quick, findings };
  await Deno.writeTextFile(json, `${JSON.stringify(result, null, 2)}\n`);
}

function chosen({ only }: BenchOptions): readonly Bench[] {
  return only.length === 0 ? BENCHES : BENCHES.filter(({ name }) => only.includes(name));
}

function contextFor(options: BenchOptions, folder: string): BenchContext {
  let measured: Promise<Throughput> | null = null;
  const context: BenchContext = {
    seed: options.seed,
    sizes: options.quick ? QUICK : FULL,
    folder,
    profiles: options.profiles,
    throughput: () => measured ??= measureThroughput(context),
    note: say,
  };
  return context;
}
