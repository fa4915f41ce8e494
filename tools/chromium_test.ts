import { deepEqual, equal, match } from "node:assert/strict";
import type { Machine } from "./browser.ts";
import { findChromium } from "./chromium.ts";

class FakeMachine implements Machine {
  os = "linux";
  readonly variables: Record<string, string> = {};
  readonly files = new Set<string>();
  readonly ran: string[] = [];
  readonly said: string[] = [];
  allowed = false;
  works = true;

  env = (name: string) => this.variables[name];
  exists = (path: string) => Promise.resolve(this.files.has(path));
  mayInstall = () => Promise.resolve(this.allowed);
  say = (words: string) => void this.said.push(words);
  run = (command: string, args: readonly string[]) => {
    this.ran.push([command, ...args].join(" "));
    if (this.works && args.includes("install")) this.files.add("/usr/bin/chromium");
    return Promise.resolve(this.works);
  };
}

Deno.test("findChromium() takes the one it is told before those in the usual places", async () => {
  const machine = new FakeMachine();
  machine.files.add("/usr/bin/chromium").add("/opt/chrome");
  equal(await findChromium(machine), "/usr/bin/chromium");
  machine.variables.CHROMIUM_PATH = "/opt/chrome";
  equal(await findChromium(machine), "/opt/chrome");
});

Deno.test("findChromium() uses no other than the one it is told, even when that is missing", async () => {
  const machine = new FakeMachine();
  machine.files.add("/usr/bin/chromium");
  machine.variables.CHROMIUM_PATH = "/opt/chrome";
  equal(await findChromium(machine), null);
  match(machine.said.join(), /no file/);
});

Deno.test("findChromium() installs Debian's only where it may", async () => {
  const machine = new FakeMachine();
  equal(await findChromium(machine), null);
  deepEqual(machine.ran, []);
  match(machine.said.join(), /browser tests are left out/);
  machine.allowed = true;
  equal(await findChromium(machine), "/usr/bin/chromium");
  deepEqual(machine.ran, [
    "apt-get update -q",
    "apt-get install -y -q --no-install-recommends chromium",
  ]);
});

Deno.test("findChromium() says so when the installation fails", async () => {
  const machine = new FakeMachine();
  Object.assign(machine, { allowed: true, works: false });
  equal(await findChromium(machine), null);
  match(machine.said.join(), /could not be installed/);
});

Deno.test("findChromium() knows the usual places of a Mac", async () => {
  const machine = new FakeMachine();
  machine.os = "darwin";
  const path = "/Applications/Chromium.app/Contents/MacOS/Chromium";
  machine.files.add(path);
  equal(await findChromium(machine), path);
});
