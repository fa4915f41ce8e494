/**
 * What a build was made of, so that it need not be made again. Contents tell, not the times of files:
 * a checkout or an upgrade may bring new files with old times, and old ones with new times.
 *
 * @module
 */

import { createHash } from "node:crypto";

/** A build as it is noted beside what was built. */
interface BuildRecord {
  /** Of all inputs, by name and content. */
  readonly fingerprint: string;
  /** Paths from the root, sorted. */
  readonly inputs: readonly string[];
}

/** Notes in `record` that a build was made of these files, paths from `root`. */
export async function writeRecord(
  record: URL,
  { root, inputs }: { readonly root: URL; readonly inputs: readonly string[] },
): Promise<void> {
  const sorted = inputs.toSorted();
  const made: BuildRecord = { fingerprint: await fingerprintOf(root, sorted), inputs: sorted };
  await Deno.writeTextFile(record, `${JSON.stringify(made, null, 2)}\n`);
}

/** Whether a build was noted, and everything it was made of is still the same. */
export async function isCurrent(record: URL, root: URL): Promise<boolean> {
  const text = await read(record);
  if (text === null) return false;
  try {
    const { fingerprint, inputs }: BuildRecord = JSON.parse(new TextDecoder().decode(text));
    return fingerprint === await fingerprintOf(root, inputs);
  } catch {
    // Nobody else's hand is proof of anything: it is built again.
    return false;
  }
}

async function fingerprintOf(root: URL, inputs: readonly string[]): Promise<string> {
  const hash = createHash("sha256");
  for (const path of inputs) {
    const bytes = await read(new URL(path, root));
    hash.update(JSON.stringify([path, bytes?.length ?? null])).update(bytes ?? "");
  }
  return hash.digest("hex");
}

async function read(file: URL): Promise<Uint8Array | null> {
  try {
    return await Deno.readFile(file);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}
