/**
 * `deno task build`: bundles what browsers run, into `dist/`. Nothing the service imports needs it,
 * so it starts without esbuild; where it runs without file writes, the build step has run before.
 *
 * @module
 */

import { sayTo } from "../lib/ops/say.ts";
import { isCurrent, writeRecord } from "./build_record.ts";
import { bundle, DIST, ROOT } from "./bundle.ts";

const SOURCE = "lib/ui/dashboard/";
const TARGET = new URL("dashboard/", DIST);
const PAGE = new URL("index.html", TARGET);
const RECORD = new URL("record.json", TARGET);

/** What the dashboard is made of beside what is bundled. */
const INPUTS = [
  `${SOURCE}index.html`,
  `${SOURCE}favicon.svg`,
  "tools/build.ts",
  "tools/bundle.ts",
  "deno.lock",
];

if (import.meta.main) await main();

async function main(): Promise<void> {
  const ifNeeded = Deno.args.includes("--if-needed");
  const made = ifNeeded ? await buildDashboardIfNeeded() : await buildDashboard();
  if (made) sayTo(Deno.stderr)("Built dist/dashboard");
}

/**
 * Builds the dashboard unless the last build was made of the same sources.
 *
 * @returns Whether it was built.
 */
export async function buildDashboardIfNeeded(): Promise<boolean> {
  return await isCurrent(RECORD, ROOT) ? false : await buildDashboard();
}

/**
 * Bundles the dashboard into a script, chunks it loads when it needs them, and a stylesheet, all with
 * hashed names, and writes the page that names the first and the last.
 *
 * @returns `true`
 */
async function buildDashboard(): Promise<boolean> {
  const { files, inputs } = await bundle([
    [`${SOURCE}main.tsx`, "app"],
    [`${SOURCE}styles/dashboard.css`, "app"],
  ], {
    splitting: true,
    entryNames: "[name]-[hash]",
    chunkNames: "[name]-[hash]",
    // Chromium 117 and its contemporaries: what the page's own CSS and `toReversed` need.
    target: ["chrome117", "firefox128", "safari17.4"],
  });
  await Deno.mkdir(TARGET, { recursive: true });
  const before = await Array.fromAsync(Deno.readDir(TARGET), ({ name }) => name);
  for (const [name, bytes] of Object.entries(files)) {
    await Deno.writeFile(new URL(name, TARGET), bytes);
  }
  await Deno.copyFile(new URL(`${SOURCE}favicon.svg`, ROOT), new URL("favicon.svg", TARGET));
  await writePage(Object.keys(files));
  await writeRecord(RECORD, { root: ROOT, inputs: [...inputs, ...INPUTS] });
  const now = new Set([...Object.keys(files), "index.html", "favicon.svg", "record.json"]);
  for (const name of before.filter((name) => !now.has(name))) {
    await Deno.remove(new URL(name, TARGET));
  }
  return true;
}

/** The page is written after what it names: a build cut off half-way leaves the earlier one whole. */
async function writePage(names: readonly string[]): Promise<void> {
  const page = await Deno.readTextFile(new URL(`${SOURCE}index.html`, ROOT));
  const nameOf = (extension: string) =>
    names.find((name) => name.startsWith("app-") && name.endsWith(extension)) ?? "";
  const filled = page.replace("{{css}}", nameOf(".css")).replace("{{js}}", nameOf(".js"));
  await Deno.writeTextFile(PAGE, filled);
}
