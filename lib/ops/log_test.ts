import assert from "node:assert/strict";
import { createLog } from "./log.ts";
import { sayTo } from "./say.ts";

const broken = () => {
  throw new Deno.errors.BrokenPipe("Broken pipe (os error 32)");
};

Deno.test("a log line is one JSON object with time, message and cause", () => {
  const lines: string[] = [];
  const log = createLog({ now: () => 0, write: (line) => void lines.push(line) });
  log("Cannot apply", new TypeError("no", { cause: new Error("deeper") }));
  log("Started");
  assert.deepEqual(lines.map((line) => JSON.parse(line)), [
    { at: "1970-01-01T00:00:00.000Z", message: "Cannot apply", cause: "TypeError: no (deeper)" },
    { at: "1970-01-01T00:00:00.000Z", message: "Started" },
  ]);
});

Deno.test("a log nobody reads any more breaks nothing", () => {
  createLog({ now: () => 0, write: broken })("Cannot apply", new Error("x"));
  sayTo({ writeSync: broken })("Boardcast is running");
});
