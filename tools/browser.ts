/**
 * Finds a browser for tests, or installs Debian's where that is allowed.
 *
 * @module
 */

import { sayTo } from "../lib/ops/say.ts";

/** A kind of browser, and where it is. */
export interface BrowserKind {
  readonly name: string;
  /** The environment variable that names its path. */
  readonly variable: string;
  /** The environment variable that allows its installation, when it is `1`. */
  readonly permit: string;
  /** Debian's package. */
  readonly packageName: string;
  /** Usual places, by operating system. */
  readonly places: Readonly<Record<string, readonly string[]>>;
}

/** What looking for a browser needs of the machine. */
export interface Machine {
  /** Operating system, as `Deno.build.os`. */
  readonly os: string;
  /** Environment variables. */
  readonly env: (name: string) => string | undefined;
  /** Whether there is a file. */
  readonly exists: (path: string) => Promise<boolean>;
  /** Whether packages may be installed: root, or told so by that variable, where there is `apt-get`. */
  readonly mayInstall: (permit: string) => Promise<boolean>;
  /** Runs a program; whether it succeeded. */
  readonly run: (command: string, args: readonly string[]) => Promise<boolean>;
  /** Tells people what is going on. */
  readonly say: (words: string) => void;
}

/**
 * Path of a browser: the one that its variable names, one in the usual places, or a fresh install.
 *
 * @returns `null`, after saying so, when there is none and none may be installed.
 */
export async function findBrowser(kind: BrowserKind, machine: Machine): Promise<string | null> {
  const { name, variable, permit } = kind;
  const given = machine.env(variable);
  if (given !== undefined && given !== "") {
    if (await machine.exists(given)) return given;
    machine.say(`${variable} names ${given}, where there is no file`);
    return null;
  }
  const found = await firstThere(kind, machine);
  if (found !== null) return found;
  if (await machine.mayInstall(permit)) return await install(kind, machine);
  machine.say(
    `No ${name} found: browser tests are left out. Install one, or set ${variable}; ` +
      `with ${permit}=1 a Debian or Ubuntu gets it by itself`,
  );
  return null;
}

async function firstThere({ places }: BrowserKind, machine: Machine): Promise<string | null> {
  for (const path of places[machine.os] ?? []) if (await machine.exists(path)) return path;
  return null;
}

async function install(kind: BrowserKind, machine: Machine): Promise<string | null> {
  const { name, packageName } = kind;
  machine.say(`No ${name} found: installing Debian's, which takes a minute`);
  const installed = await machine.run("apt-get", ["update", "-q"]) &&
    await machine.run("apt-get", ["install", "-y", "-q", "--no-install-recommends", packageName]);
  const path = installed ? await firstThere(kind, machine) : null;
  machine.say(path === null ? `${name} could not be installed` : `Installed ${path}`);
  return path;
}

/** The machine this runs on. */
export function thisMachine(): Machine {
  return {
    os: Deno.build.os,
    env: (name) => Deno.env.get(name),
    exists,
    mayInstall: async (permit) =>
      Deno.build.os === "linux" && await exists("/usr/bin/apt-get") &&
      (Deno.uid() === 0 || Deno.env.get(permit) === "1"),
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
    say: sayTo(Deno.stderr),
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
