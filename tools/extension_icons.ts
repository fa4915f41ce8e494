/**
 * Draws the extension's icons from `extension/icons/icon.svg`. Run it after the drawing changed:
 * `deno run -A tools/extension_icons.ts`. The pictures are kept, so that building needs no browser.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { ICON_SIZES } from "../extension/manifest.ts";
import { CHROMIUM_ARGS, findChromium } from "./chromium.ts";

const FOLDER = new URL("../extension/icons/", import.meta.url);

const executablePath = await findChromium();
if (executablePath === null) Deno.exit(1);
const svg = await Deno.readTextFile(new URL("icon.svg", FOLDER));
const browser = await chromium.launch({ executablePath, args: [...CHROMIUM_ARGS] });
try {
  for (const size of ICON_SIZES) {
    const page = await browser.newPage({ viewport: { width: size, height: size } });
    await page.setContent(`<style>body{margin:0}svg{display:block;width:${size}px}</style>${svg}`);
    const path = fileURLToPath(new URL(`${size}.png`, FOLDER));
    await page.screenshot({ path, omitBackground: true });
    await page.close();
  }
} finally {
  await browser.close();
}
