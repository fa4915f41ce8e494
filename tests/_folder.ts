/**
 * Folders that tests write into.
 *
 * @module
 */

/** Runs with an empty folder, which is removed with all in it, whatever comes of the run. */
export async function withFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "boardcast_" });
  try {
    await run(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
