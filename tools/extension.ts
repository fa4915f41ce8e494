/**
 * `deno task extension`: builds the browser extension into `dist/extension`, its Firefox twin into
 * `dist/extension-firefox`, and a package of each for the stores. The same sources give the same
 * bytes.
 *
 * @module
 */

import { build, type BuildOptions, stop } from "esbuild";
import { zipSync } from "fflate";
import { ICON_SIZES, manifestOf, PUBLIC_KEY } from "../extension/manifest.ts";
import project from "../deno.json" with { type: "json" };

const ROOT = new URL("../", import.meta.url);
const SOURCE = new URL("extension/", ROOT);
const DIST = new URL("dist/", ROOT);

/** Made once and then always the same: the archive's format knows no time zone and begins in 1980. */
const MODIFIED = new Date(1980, 0, 1);

/** Files of a package, by path. */
export type Files = Readonly<Record<string, Uint8Array>>;

/** What one build makes. */
export interface Build {
  readonly browser: "chrome" | "firefox";
  readonly files: Files;
  /** The package for the store. */
  readonly zip: Uint8Array;
}

if (import.meta.main) await main();

async function main(): Promise<void> {
  for (const { browser, files, zip } of await buildExtension()) {
    const folder = new URL(browser === "chrome" ? "extension/" : "extension-firefox/", DIST);
    await writeFolder(folder, files);
    const name = `boardcast-extension-${browser}-${project.version}.zip`;
    await Deno.writeFile(new URL(name, DIST), zip);
    const size = (zip.length / 1024).toFixed(0);
    say(`Built ${path(folder).replace(path(ROOT), "")} and dist/${name} (${size} KB)`);
  }
}

/** Builds for all browsers, in memory. */
export async function buildExtension(): Promise<readonly Build[]> {
  const common = { ...await bundle(), ...await copies() };
  return (["chrome", "firefox"] as const).map((browser) => {
    const manifest = manifestOf(browser, { version: project.version });
    const unpacked = browser === "chrome" ? { ...manifest, key: PUBLIC_KEY } : manifest;
    return {
      browser,
      files: { ...common, "manifest.json": json(unpacked) },
      // A store refuses a key: it has its own.
      zip: pack({ ...common, "manifest.json": json(manifest) }),
    };
  });
}

/** Writes a folder with exactly these files. */
export async function writeFolder(folder: URL, files: Files): Promise<void> {
  await Deno.remove(folder, { recursive: true }).catch(ignoreMissing);
  for (const [name, bytes] of Object.entries(files)) {
    const file = new URL(name, folder);
    await Deno.mkdir(new URL("./", file), { recursive: true });
    await Deno.writeFile(file, bytes);
  }
}

async function bundle(): Promise<Record<string, Uint8Array>> {
  const options: BuildOptions & { readonly write: false } = {
    absWorkingDir: path(ROOT),
    entryPoints: [
      { in: path(new URL("worker/main.ts", SOURCE)), out: "worker" },
      { in: path(new URL("page/main.tsx", SOURCE)), out: "inbox" },
      { in: path(new URL("options/main.tsx", SOURCE)), out: "options" },
      { in: path(new URL("content/main.ts", SOURCE)), out: "content" },
      { in: path(new URL("page/styles/inbox.css", SOURCE)), out: "inbox" },
      { in: path(new URL("options/options.css", SOURCE)), out: "options" },
    ],
    outdir: path(DIST),
    bundle: true,
    format: "esm",
    jsx: "automatic",
    jsxImportSource: "preact",
    legalComments: "none",
    minify: true,
    target: ["chrome126", "firefox153"],
    write: false,
  };
  try {
    const { outputFiles } = await build(options);
    return Object.fromEntries(
      outputFiles.map(({ path, contents }) => [path.split(/[\\/]/).at(-1) ?? path, contents]),
    );
  } finally {
    await stop();
  }
}

async function copies(): Promise<Record<string, Uint8Array>> {
  const names = [
    "inbox.html",
    "options.html",
    ...ICON_SIZES.map((size) => `icons/${size}.png`),
    ...["en", "de", "zh_CN"].map((language) => `_locales/${language}/messages.json`),
  ];
  const read = names.map(async (name) =>
    [name, await Deno.readFile(new URL(name, SOURCE))] as const
  );
  return Object.fromEntries(await Promise.all(read));
}

function pack(files: Files): Uint8Array {
  const sorted = Object.entries(files).sort(([a], [b]) => a < b ? -1 : 1);
  return zipSync(Object.fromEntries(sorted), { level: 9, mtime: MODIFIED });
}

function json(value: unknown): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`);
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}

function path(url: URL): string {
  return decodeURIComponent(url.pathname).replace(/^\/([A-Za-z]:)/, "$1");
}

function say(words: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(`${words}\n`));
}
