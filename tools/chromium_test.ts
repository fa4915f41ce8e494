import { deepEqual, equal, match } from "node:assert/strict";
import { FakeMachine } from "./_fake_machine.ts";
import { findChromium } from "./chromium.ts";

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
