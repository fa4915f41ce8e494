/**
 * The command line of `deno task bench`.
 *
 * @module
 */

/** How to run. */
export interface BenchOptions {
  readonly seed: number;
  readonly quick: boolean;
  /** Names of the benchmarks to run; empty for all. */
  readonly only: readonly string[];
  /** Where to write the figures as JSON. */
  readonly json: string | null;
  /** Where the service is to leave CPU profiles. */
  readonly profiles: string | null;
  /** Folder in which databases are made and removed again. */
  readonly folder: string;
}

/** The options, what is wrong with them, or that help is wanted. */
export type OptionsResult =
  | { readonly ok: true; readonly options: BenchOptions }
  | { readonly ok: false; readonly problem: string }
  | { readonly ok: "help" };

/** What `--help` shows, without the list of benchmarks. */
export const USAGE = `Usage: deno task bench [options]

  --only NAME     run only this benchmark; may be repeated
  --quick         small sizes, to see that it works: the figures mean nothing
  --json FILE     write the figures as JSON, too
  --seed N        another row of deliveries (default 1)
  --folder PATH   where databases are made, and removed again (default data)
  --profile PATH  have the service leave CPU profiles there, one a process
`;

const WITH_VALUE = ["only", "json", "seed", "folder", "profile"] as const;

/** Reads the command line. `names` are the benchmarks there are. */
export function readOptions(args: readonly string[], names: readonly string[]): OptionsResult {
  const given = new Map<string, string[]>();
  for (let at = 0; at < args.length; at++) {
    const [option, inline] = split(args[at]!);
    if (option === "--help") return { ok: "help" };
    const name = option.slice(2);
    if (option === "--quick") given.set(name, []);
    else if (!WITH_VALUE.some((known) => `--${known}` === option)) {
      return bad(`There is no option ${option}`);
    } else {
      const value = inline ?? args[++at];
      if (value === undefined || value === "") return bad(`${option} needs a value`);
      given.set(name, [...given.get(name) ?? [], value]);
    }
  }
  return check(given, names);
}

function check(given: ReadonlyMap<string, readonly string[]>, names: readonly string[]) {
  const last = (name: string) => given.get(name)?.at(-1) ?? null;
  const only = given.get("only") ?? [];
  const stranger = only.find((name) => !names.includes(name));
  if (stranger !== undefined) {
    return bad(`There is no benchmark ${stranger}; there are ${names.join(", ")}`);
  }
  const seed = last("seed") ?? "1";
  if (!/^\d{1,9}$/.test(seed)) return bad(`--seed must be a whole number, not ${seed}`);
  const options = {
    seed: Number(seed),
    quick: given.has("quick"),
    only,
    json: last("json"),
    profiles: last("profile"),
    folder: last("folder") ?? "data",
  };
  return { ok: true, options } as const;
}

function split(arg: string): [option: string, inline: string | undefined] {
  const at = arg.startsWith("--") ? arg.indexOf("=") : -1;
  return at < 0 ? [arg, undefined] : [arg.slice(0, at), arg.slice(at + 1)];
}

function bad(problem: string): OptionsResult {
  return { ok: false, problem };
}
