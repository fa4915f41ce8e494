import { deepEqual, equal, ok } from "node:assert/strict";

/** Every figure there is; what the sizes of a quick run decide is left out. */
const FIGURES: Readonly<Record<string, readonly RegExp[]>> = {
  "throughput": [/^accepted$/, /^accepted and applied$/],
  "latency": [
    ...[/^at 200\/s: p50$/, /^at 200\/s: p99$/, /^at 200\/s: max$/],
    ...[/^at 80 % .*: rate$/, /^at 80 % .*: p50$/, /^at 80 % .*: p99$/, /^at 80 % .*: max$/],
  ],
  "burst": [/^accepted$/, /^answered with 5xx$/, /^accepted and not in the feed$/, /^last applied/],
  "fan-out": [/^\d+ clients: service$/, /: bare sockets$/, /: share of bare$/],
  "catch-up": [/^first client/, /^median of/],
  "cold-start": [/^median of/],
  "sync": [
    ...[/^import of \d+: issues$/, /^import of \d+: requests above the least$/],
    ...[/^census of \d+: issues$/, /^census of \d+: requests above the least$/],
    ...[
      /^import and census of \d+: peak memory$/,
      /^webhook p99 alone$/,
      /^webhook p99 during import$/,
    ],
    /^webhook p99 during census$/,
  ],
  "extension": [/^package for chrome$/],
};

interface Result {
  readonly machine: { readonly cores: number };
  readonly findings: readonly {
    readonly name: string;
    readonly figures: readonly { readonly name: string; readonly value: number }[];
  }[];
}

async function bench(...args: readonly string[]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", "tools/bench/main.ts", ...args],
    cwd: new URL("../", import.meta.url),
  }).output();
  const decoder = new TextDecoder();
  return { code, printed: decoder.decode(stdout), failed: decoder.decode(stderr) };
}

Deno.test("the benchmark prints every figure, and writes the same as JSON", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const { code, printed, failed } = await bench(
      ...["--quick", "--folder", folder, "--json", `${folder}/figures.json`],
    );
    equal(code, 0, failed);
    const text = await Deno.readTextFile(`${folder}/figures.json`);
    const { machine, findings }: Result = JSON.parse(text);
    equal(machine.cores, navigator.hardwareConcurrency);
    deepEqual(findings.map(({ name }) => name), Object.keys(FIGURES));
    for (const { name, figures } of findings) {
      for (const { name: figure, value } of figures) {
        ok(Number.isFinite(value), `${name}: ${figure} is ${value}`);
        ok(printed.includes(`  ${figure} `), `${name}: ${figure} was not printed`);
      }
      for (const wanted of FIGURES[name]!) {
        ok(figures.some(({ name }) => wanted.test(name)), `${name} has no figure ${wanted}`);
      }
    }
    const burst = findings.find(({ name }) => name === "burst")!.figures;
    for (const none of ["answered with 5xx", "accepted and not in the feed"]) {
      equal(burst.find(({ name }) => name === none)?.value, 0, none);
    }
    deepEqual((await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name), [
      "figures.json",
    ]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("the benchmark says which benchmarks there are when a name is wrong", async () => {
  const { code, printed } = await bench("--only", "peace");
  equal(code, 2);
  for (const name of Object.keys(FIGURES)) ok(printed.includes(name), `${name} is not named`);
});
