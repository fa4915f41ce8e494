/** `deno task doctor` as a program: its options, exit codes and output. */

import { deepEqual, equal, match, ok } from "node:assert/strict";
import { startSetup } from "./_doctor.ts";

async function runTool(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", "tools/doctor.ts", ...args],
    cwd: new URL("../", import.meta.url),
    env: { KV_PATH: ":memory:", PORT: "2", ...env },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, out: text(stdout), err: text(stderr) };
}

Deno.test("deno task doctor is a program that explains itself, and ends with what it found", async () => {
  const help = await runTool(["--help"]);
  deepEqual([help.code, help.err], [0, ""]);
  match(help.out, /--send .*\n.*--json/);
  const wrong = await runTool(["--mend"]);
  equal(wrong.code, 2);
  match(wrong.err, /--mend[^]*Exit codes/);
  const found = await runTool([]);
  equal(found.code, 1);
  match(
    found.out,
    /^✓ green {2}settings[^]*✗ red {4}service .*\n[^]*\n1 red, \d amber, 2 green\n$/,
  );
  ok(!found.out.includes("\x1b"), "a pipe gets no colours");
});

Deno.test("deno task doctor --json prints one object for programs", async () => {
  await using setup = await startSetup();
  const found = await runTool(["--json"], { PORT: String(setup.service.port) });
  equal(found.code, 0);
  const { ok: isWell, lines } = JSON.parse(found.out);
  equal(isWell, true);
  deepEqual(lines[0], { check: "settings", level: "green", message: "All valid." });
  equal(lines.length, 10);
});
