/**
 * `deno task extension`: builds the browser extension into `dist/extension`, its Firefox twin into
 * `dist/extension-firefox`, and a package of each for the stores. The same sources give the same
 * bytes.
 *
 * @module
 */

import { zipSync } from "fflate";
import { ICON_SIZES, manifestOf, PUBLIC_KEY } from "../extension/manifest.ts";
import { sayTo } from "../lib/ops/say.ts";
import { bundle, DIST, ROOT } from "./bundle.ts";
import project from "../deno.json" with { type: "json" };

const SOURCE = new URL("extension/", ROOT);

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
  const say = sayTo(Deno.stderr);
  for (const { browser, files, zip } of await buildExtension()) {
    const folder = browser === "chrome" ? "extension/" : "extension-firefox/";
    await writeFolder(new URL(folder, DIST), files);
    const name = `boardcast-extension-${browser}-${project.version}.zip`;
    await Deno.writeFile(new URL(name, DIST), zip);
    const size = (zip.length / 1024).toFixed(0);
    say(`Built dist/${folder} and dist/${name} (${size} KB)`);
  }
}

/** Builds for all browsers, in memory. */
export async function buildExtension(): Promise<readonly Build[]> {
  const common = { ...await scriptsAndStyles(), ...await copies() };
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

async function scriptsAndStyles(): Promise<Files> {
  const { files } = await bundle([
    ["extension/worker/main.ts", "worker"],
    ["extension/page/main.tsx", "inbox"],
    ["extension/options/main.tsx", "options"],
    ["extension/content/main.ts", "content"],
    ["extension/page/styles/inbox.css", "inbox"],
    ["extension/options/options.css", "options"],
  ], { target: ["chrome126", "firefox153"] });
  return files;
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
