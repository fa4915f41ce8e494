/**
 * `deno task build`: bundles what browsers run, into `dist/`. Nothing the service imports needs it,
 * so it starts without esbuild; where it runs without file writes, the build step has run before.
 *
 * @module
 */

import { build, type BuildOptions, stop } from "esbuild";

const ROOT = new URL("../", import.meta.url);
const SOURCE = new URL("lib/ui/dashboard/", ROOT);
const TARGET = new URL("dist/dashboard/", ROOT);

/** Folders and files a bundle is made of: when one is newer than the bundle, it is made again. */
const INPUTS = [
  "lib/ui/",
  "lib/feed/",
  "lib/jira/types.ts",
  "lib/sync/types.ts",
  "tools/build.ts",
  "deno.lock",
];

if (import.meta.main) await main();

async function main(): Promise<void> {
  const ifNeeded = Deno.args.includes("--if-needed");
  const made = ifNeeded ? await buildDashboardIfNeeded() : await buildDashboard();
  if (made) say("Built dist/dashboard");
}

/**
 * Builds the dashboard unless the last build is newer than everything it is made of.
 *
 * @returns Whether it was built.
 */
export async function buildDashboardIfNeeded(): Promise<boolean> {
  const built = await modified(new URL("index.html", TARGET));
  const sources = await Promise.all(INPUTS.map((path) => newest(new URL(path, ROOT))));
  if (built !== null && Math.max(...sources) <= built) return false;
  return await buildDashboard();
}

/**
 * Bundles the dashboard into a script, chunks it loads when it needs them, and a stylesheet, all with
 * hashed names, and writes the page that names the first and the last.
 *
 * @returns `true`
 */
async function buildDashboard(): Promise<boolean> {
  const files = await bundle();
  await Deno.mkdir(TARGET, { recursive: true });
  const before = await Array.fromAsync(Deno.readDir(TARGET), ({ name }) => name);
  for (const { name, bytes } of files) await Deno.writeFile(new URL(name, TARGET), bytes);
  await Deno.copyFile(new URL("favicon.svg", SOURCE), new URL("favicon.svg", TARGET));
  await writePage(files.map(({ name }) => name));
  const now = new Set([...files.map(({ name }) => name), "index.html", "favicon.svg"]);
  for (const name of before.filter((name) => !now.has(name))) {
    await Deno.remove(new URL(name, TARGET));
  }
  return true;
}

async function bundle(): Promise<{ readonly name: string; readonly bytes: Uint8Array }[]> {
  const options: BuildOptions & { readonly write: false } = {
    absWorkingDir: path(ROOT),
    entryPoints: [
      { in: path(new URL("main.tsx", SOURCE)), out: "app" },
      { in: path(new URL("styles/dashboard.css", SOURCE)), out: "app" },
    ],
    outdir: path(TARGET),
    entryNames: "[name]-[hash]",
    chunkNames: "[name]-[hash]",
    bundle: true,
    splitting: true,
    format: "esm",
    jsx: "automatic",
    jsxImportSource: "preact",
    legalComments: "none",
    minify: true,
    // Chromium 117 and its contemporaries: what the page's own CSS and `toReversed` need.
    target: ["chrome117", "firefox128", "safari17.4"],
    write: false,
  };
  try {
    const { outputFiles } = await build(options);
    return outputFiles.map(({ path, contents }) => ({
      name: path.split(/[\\/]/).at(-1) ?? path,
      bytes: contents,
    }));
  } finally {
    await stop();
  }
}

/** The page is written last: a build cut off half-way leaves the earlier one whole. */
async function writePage(names: readonly string[]): Promise<void> {
  const page = await Deno.readTextFile(new URL("index.html", SOURCE));
  const nameOf = (extension: string) =>
    names.find((name) => name.startsWith("app-") && name.endsWith(extension)) ?? "";
  const filled = page.replace("{{css}}", nameOf(".css")).replace("{{js}}", nameOf(".js"));
  await Deno.writeTextFile(new URL("index.html", TARGET), filled);
}

async function newest(place: URL): Promise<number> {
  if (!place.pathname.endsWith("/")) return await modified(place) ?? 0;
  let latest = 0;
  for await (const entry of Deno.readDir(place)) {
    const inside = new URL(entry.isDirectory ? `${entry.name}/` : entry.name, place);
    latest = Math.max(latest, await newest(inside));
  }
  return latest;
}

async function modified(file: URL): Promise<number | null> {
  try {
    return (await Deno.stat(file)).mtime?.getTime() ?? 0;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

function path(url: URL): string {
  return decodeURIComponent(url.pathname).replace(/^\/([A-Za-z]:)/, "$1");
}

function say(words: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(`${words}\n`));
}
