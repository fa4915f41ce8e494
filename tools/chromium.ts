/**
 * Finds a Chromium for browser tests and pictures, or installs Debian's where that is allowed.
 *
 * @module
 */

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

const PLACES: Readonly<Record<string, readonly string[]>> = {
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
};

if (import.meta.main) await main();

/** Has a browser there before the tests start, so that installing it counts as nobody's time. */
async function main(): Promise<void> {
  const path = await findChromium();
  if (path !== null) thisMachine().say(`Browser tests use ${path}`);
}

/** What looking for a browser needs of the machine. */
export interface Machine {
  /** Operating system, as `Deno.build.os`. */
  readonly os: string;
  /** Environment variables. */
  readonly env: (name: string) => string | undefined;
  /** Whether there is a file. */
  readonly exists: (path: string) => Promise<boolean>;
  /** Whether packages may be installed: root, or told so, on a system with `apt-get`. */
  readonly mayInstall: () => Promise<boolean>;
  /** Runs a program; whether it succeeded. */
  readonly run: (command: string, args: readonly string[]) => Promise<boolean>;
  /** Tells people what is going on. */
  readonly say: (words: string) => void;
}

/**
 * Path of a Chromium: `CHROMIUM_PATH`, the usual places, or a fresh install.
 *
 * @returns `null`, after saying so, when there is none and none may be installed.
 */
export async function findChromium(machine: Machine = thisMachine()): Promise<string | null> {
  const given = machine.env("CHROMIUM_PATH");
  if (given !== undefined && given !== "") {
    if (await machine.exists(given)) return given;
    machine.say(`CHROMIUM_PATH names ${given}, where there is no file`);
    return null;
  }
  const found = await firstThere(machine);
  if (found !== null) return found;
  if (await machine.mayInstall()) return await install(machine);
  machine.say(
    "No Chromium found: browser tests are left out. Install one, or set CHROMIUM_PATH; " +
      "with BOARDCAST_INSTALL_CHROMIUM=1 a Debian or Ubuntu gets it by itself",
  );
  return null;
}

async function firstThere(machine: Machine): Promise<string | null> {
  for (const path of PLACES[machine.os] ?? []) if (await machine.exists(path)) return path;
  return null;
}

async function install(machine: Machine): Promise<string | null> {
  machine.say("No Chromium found: installing Debian's, which takes a minute");
  const installed = await machine.run("apt-get", ["update", "-q"]) &&
    await machine.run("apt-get", ["install", "-y", "-q", "--no-install-recommends", "chromium"]);
  const path = installed ? await firstThere(machine) : null;
  machine.say(path === null ? "Chromium could not be installed" : `Installed ${path}`);
  return path;
}

function thisMachine(): Machine {
  return {
    os: Deno.build.os,
    env: (name) => Deno.env.get(name),
    exists,
    mayInstall: async () =>
      Deno.build.os === "linux" && await exists("/usr/bin/apt-get") &&
      (Deno.uid() === 0 || Deno.env.get("BOARDCAST_INSTALL_CHROMIUM") === "1"),
    run: async (command, args) => {
      const { success } = await new Deno.Command(command, {
        args: [...args],
        env: { DEBIAN_FRONTEND: "noninteractive" },
        stdin: "null",
        stdout: "null",
        stderr: "inherit",
      }).output();
      return success;
    },
    say: (words) => void Deno.stderr.writeSync(new TextEncoder().encode(`${words}\n`)),
  };
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
