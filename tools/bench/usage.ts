/**
 * What a process has used of the machine. Only Linux tells; elsewhere everything is `null`.
 *
 * @module
 */

/** Clock ticks a second in `/proc/<pid>/stat`: `USER_HZ`, 100 on every Linux Deno runs on. */
const TICKS_PER_SECOND = 100;

/** CPU time of all threads of a process so far, µs. */
export async function cpuTime(pid: number): Promise<number | null> {
  const text = await readProc(`/proc/${pid}/stat`);
  if (text === null) return null;
  // The name in brackets may hold spaces; fields 14 and 15 of proc(5) are user and system time.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 1e6 / TICKS_PER_SECOND;
}

/** Resident memory of a process, bytes: now, and at its largest. */
export async function residentSize(
  pid: number,
): Promise<{ readonly now: number; readonly peak: number } | null> {
  const text = await readProc(`/proc/${pid}/status`);
  if (text === null) return null;
  const kilobytes = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(text)?.[1]);
  return { now: kilobytes("VmRSS") * 1024, peak: kilobytes("VmHWM") * 1024 };
}

/** Files and sockets a process may have open; `null` when unknown. Deno raises itself to it. */
export async function openFilesLimit(): Promise<number | null> {
  const text = await readProc("/proc/self/limits");
  const hard = /^Max open files\s+\S+\s+(\d+)/m.exec(text ?? "")?.[1];
  return hard === undefined ? null : Number(hard);
}

/** The kind of file system a folder is on; `null` when unknown. */
export async function fileSystemOf(folder: string): Promise<string | null> {
  const mounts = (await readProc("/proc/mounts"))?.split("\n") ?? [];
  const path = `${await Deno.realPath(folder)}/`;
  let best: { readonly place: string; readonly kind: string } | null = null;
  for (const [, place = "", kind = ""] of mounts.map((line) => line.split(" "))) {
    const within = path.startsWith(place.endsWith("/") ? place : `${place}/`);
    if (within && place.length >= (best?.place.length ?? 0)) best = { place, kind };
  }
  return best?.kind ?? null;
}

/** The name of the processor; `null` when unknown. */
export async function processorName(): Promise<string | null> {
  const text = await readProc("/proc/cpuinfo");
  return /^model name\s*:\s*(.+)$/m.exec(text ?? "")?.[1] ?? null;
}

async function readProc(path: string): Promise<string | null> {
  try {
    return await Deno.readTextFile(path);
  } catch {
    return null;
  }
}
