import { deepEqual, equal, match } from "node:assert/strict";
import { FakeMachine } from "./_fake_machine.ts";
import { findFirefox } from "./firefox.ts";

Deno.test("findFirefox() takes the one that does without signatures before others", async () => {
  const machine = new FakeMachine();
  machine.files.add("/usr/bin/firefox").add("/usr/bin/firefox-esr").add("/opt/firefox");
  equal(await findFirefox(machine), "/usr/bin/firefox-esr");
  machine.variables.FIREFOX_PATH = "/opt/firefox";
  equal(await findFirefox(machine), "/opt/firefox");
});

Deno.test("findFirefox() installs Debian's only where it may", async () => {
  const machine = new FakeMachine();
  equal(await findFirefox(machine), null);
  deepEqual(machine.ran, []);
  match(machine.said.join(), /set FIREFOX_PATH; with BOARDCAST_INSTALL_FIREFOX=1/);
  machine.allowed = true;
  equal(await findFirefox(machine), "/usr/bin/firefox-esr");
});
