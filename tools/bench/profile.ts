/**
 * Where a process spent its time: `deno run -A tools/bench/profile.ts FILE… [--per COUNT]` sums up
 * CPU profiles that `--profile` left.
 *
 * @module
 */

/** The part of V8's CPU profile that is read. */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: {
      readonly functionName: string;
      readonly url: string;
      readonly lineNumber: number;
    };
    readonly children?: readonly number[];
  }[];
  /** Node of each sample. */
  readonly samples: readonly number[];
  /** Time between samples, µs. */
  readonly timeDeltas: readonly number[];
}

/** The time of one function, µs. */
export interface Cost {
  /** Function and place. */
  readonly name: string;
  /** In the function itself. */
  readonly self: number;
  /** In it and all it called. */
  readonly total: number;
}

/** Samples in which nothing ran. */
const IDLE = "(idle)";

/** Sums the samples up by function; what was idle is left out. The dearest come first. */
export function costsOf(profile: CpuProfile): Cost[] {
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  const parents = new Map(
    profile.nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)),
  );
  const costs = new Map<string, { name: string; self: number; total: number }>();
  const costOf = (id: number) => {
    const name = nameOf(nodes.get(id)!.callFrame);
    const known = costs.get(name) ?? { name, self: 0, total: 0 };
    costs.set(name, known);
    return known;
  };
  for (const [at, id] of profile.samples.entries()) {
    const time = profile.timeDeltas[at] ?? 0;
    if (nodes.get(id)!.callFrame.functionName === IDLE) continue;
    costOf(id).self += time;
    const seen = new Set<unknown>();
    for (let each: number | undefined = id; each !== undefined; each = parents.get(each)) {
      const cost = costOf(each);
      if (!seen.has(cost)) cost.total += time;
      seen.add(cost);
    }
  }
  return [...costs.values()].sort((a, b) => b.total - a.total);
}

function nameOf(frame: CpuProfile["nodes"][number]["callFrame"]): string {
  const file = frame.url.split("/").slice(-2).join("/");
  const name = frame.functionName === "" ? "(anonymous)" : frame.functionName;
  return file === "" ? name : `${name} ${file}:${frame.lineNumber + 1}`;
}

function show(costs: readonly Cost[], per: number): string {
  const row = ({ name, total, self }: Cost) =>
    `${(total / per).toFixed(1).padStart(10)}${(self / per).toFixed(1).padStart(10)}  ${name}`;
  const bySelf = costs.toSorted((a, b) => b.self - a.self);
  return [
    "  total µs   self µs  dearest with all they call",
    ...costs.slice(0, 70).map(row),
    "  total µs   self µs  dearest by themselves",
    ...bySelf.slice(0, 40).map(row),
  ].join("\n");
}

if (import.meta.main) {
  const per = Deno.args.includes("--per") ? Number(Deno.args[Deno.args.indexOf("--per") + 1]) : 1;
  for (const file of Deno.args.filter((arg) => arg.endsWith(".cpuprofile"))) {
    const profile: CpuProfile = JSON.parse(await Deno.readTextFile(file));
    const text = `${file}\n${show(costsOf(profile), per)}\n`;
    await Deno.stdout.write(new TextEncoder().encode(text));
  }
}
