/**
 * Bundling, as the dashboard and the extension have it done.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { build, type BuildOptions, stop } from "esbuild";

/** The folder of the project. */
export const ROOT = new URL("../", import.meta.url);

/** Where everything that is built goes. */
export const DIST = new URL("dist/", ROOT);

/** What a bundle came to. */
export interface Bundle {
  /** By name, without folders. */
  readonly files: Readonly<Record<string, Uint8Array>>;
  /** Every file it was made of, those of packages too: paths from the root. */
  readonly inputs: readonly string[];
}

/** Bundles in memory. Entry points are paths from the root, by the name of what they become. */
export async function bundle(
  entries: readonly (readonly [path: string, name: string])[],
  options: Pick<BuildOptions, "target" | "splitting" | "entryNames" | "chunkNames">,
): Promise<Bundle> {
  const all: BuildOptions & { readonly write: false; readonly metafile: true } = {
    ...options,
    absWorkingDir: fileURLToPath(ROOT),
    entryPoints: entries.map(([path, name]) => ({ in: path, out: name })),
    outdir: fileURLToPath(DIST),
    bundle: true,
    format: "esm",
    jsx: "automatic",
    jsxImportSource: "preact",
    legalComments: "none",
    minify: true,
    write: false,
    metafile: true,
  };
  try {
    const { outputFiles, metafile } = await build(all);
    const named = outputFiles.map(({ path, contents }) =>
      [path.split(/[\\/]/).at(-1)!, contents] as const
    );
    return { files: Object.fromEntries(named), inputs: Object.keys(metafile.inputs) };
  } finally {
    await stop();
  }
}
