/**
 * Finds a Firefox for the extension's tests, or installs Debian's where that is allowed.
 *
 * @module
 */

import { type BrowserKind, findBrowser, type Machine, thisMachine } from "./browser.ts";

/** Arguments under which Firefox runs without a screen, beside others, and may be driven. */
export const FIREFOX_ARGS: readonly string[] = [
  "--headless",
  "--no-remote",
  "--marionette",
  "--remote-allow-system-access",
];

const FIREFOX: BrowserKind = {
  name: "Firefox",
  variable: "FIREFOX_PATH",
  permit: "BOARDCAST_INSTALL_FIREFOX",
  packageName: "firefox-esr",
  places: {
    linux: [
      "/usr/bin/firefox-esr",
      "/usr/bin/firefox",
      "/snap/bin/firefox",
    ],
    darwin: ["/Applications/Firefox.app/Contents/MacOS/firefox"],
    windows: [
      "C:\\Program Files\\Mozilla Firefox\\firefox.exe",
      "C:\\Program Files (x86)\\Mozilla Firefox\\firefox.exe",
    ],
  },
};

if (import.meta.main) await main();

/** Has a browser there before the tests start; without one the task that asked for it fails. */
async function main(): Promise<void> {
  const path = await findFirefox();
  if (path === null) Deno.exit(1);
  thisMachine().say(`Firefox tests use ${path}`);
}

/** Path of a Firefox; `null`, after saying so, when there is none and none may be installed. */
export function findFirefox(machine: Machine = thisMachine()): Promise<string | null> {
  return findBrowser(FIREFOX, machine);
}
