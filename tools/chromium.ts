/**
 * Finds a Chromium for browser tests and pictures, or installs Debian's where that is allowed.
 *
 * @module
 */

import { type BrowserKind, findBrowser, type Machine, thisMachine } from "./browser.ts";

/** Arguments under which Chromium runs anywhere, as root and without a screen, and keeps to itself. */
export const CHROMIUM_ARGS: readonly string[] = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const CHROMIUM: BrowserKind = {
  name: "Chromium",
  variable: "CHROMIUM_PATH",
  permit: "BOARDCAST_INSTALL_CHROMIUM",
  packageName: "chromium",
  places: {
    linux: [
      "/usr/bin/chromium",
      "/usr/bin/chromium-browser",
      "/usr/bin/google-chrome",
      "/usr/bin/google-chrome-stable",
      "/snap/bin/chromium",
    ],
    darwin: [
      "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
      "/Applications/Chromium.app/Contents/MacOS/Chromium",
    ],
    windows: [
      "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
      "C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe",
    ],
  },
};

if (import.meta.main) await main();

/** Has a browser there before the tests start, so that installing it counts as nobody's time. */
async function main(): Promise<void> {
  const path = await findChromium();
  if (path !== null) thisMachine().say(`Browser tests use ${path}`);
}

/** Path of a Chromium; `null`, after saying so, when there is none and none may be installed. */
export function findChromium(machine: Machine = thisMachine()): Promise<string | null> {
  return findBrowser(CHROMIUM, machine);
}
