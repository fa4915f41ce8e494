/**
 * What the figures were measured on.
 *
 * @module
 */

import { fileSystemOf, processorName } from "./usage.ts";

/** A machine, as far as it decides figures. */
export interface Machine {
  readonly cores: number;
  readonly processor: string | null;
  /** Bytes. */
  readonly memory: number;
  readonly system: string;
  readonly deno: string;
  /** The kind of file system the databases are on. */
  readonly disk: string | null;
  /** Processes that wanted to run during the last minute, on average; `null` where unknown. */
  readonly load: number | null;
}

/** Looks at this machine. */
export async function describeMachine(folder: string): Promise<Machine> {
  return {
    cores: navigator.hardwareConcurrency,
    processor: await processorName(),
    memory: Deno.systemMemoryInfo().total,
    system: `${Deno.build.os} ${Deno.osRelease()} ${Deno.build.arch}`,
    deno: Deno.version.deno,
    disk: await fileSystemOf(folder),
    load: Deno.build.os === "windows" ? null : Deno.loadavg()[0]!,
  };
}

/** In one line. */
export function machineLine(machine: Machine): string {
  const { cores, processor, memory, system, deno, disk } = machine;
  return [
    `${cores} × ${processor ?? "processor of unknown name"}`,
    `${Math.round(memory / 2 ** 30)} GB`,
    system,
    `Deno ${deno}`,
    `databases on ${disk ?? "a file system of unknown kind"}`,
  ].join(", ");
}

/** What makes figures of this machine worth less. */
export function doubts({ disk, load, cores }: Machine): string[] {
  const found: string[] = [];
  if (disk === "tmpfs" || disk === "ramfs") {
    found.push("The databases are in memory: nothing here is durable. Choose another --folder.");
  }
  if (load !== null && load > cores / 2) {
    found.push(`The machine is busy with something else (load ${load.toFixed(1)}).`);
  }
  return found;
}
