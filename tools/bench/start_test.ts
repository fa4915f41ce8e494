import { deepEqual, throws } from "node:assert/strict";
import config from "../../deno.json" with { type: "json" };
import { startFlags } from "./start.ts";

const task = (command: string) => ({ tasks: { start: { command } } });

Deno.test("startFlags() gives what the start task runs the service with", () => {
  deepEqual(startFlags(task("deno task build && deno run -A --v8-flags=--x main.ts")), [
    "--v8-flags=--x",
  ]);
  deepEqual(startFlags(task("deno run main.ts")), []);
});

Deno.test("startFlags() understands the project's own task, and refuses what it does not", () => {
  deepEqual(startFlags(config), ["--v8-flags=--max-semi-space-size=2"]);
  throws(() => startFlags(task("deno serve main.ts")), /deno serve main\.ts/);
});
