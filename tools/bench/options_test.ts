import { deepEqual } from "node:assert/strict";
import { readOptions } from "./options.ts";

const NAMES = ["throughput", "burst"];

Deno.test("readOptions() has a default for everything", () => {
  deepEqual(readOptions([], NAMES), {
    ok: true,
    options: { seed: 1, quick: false, only: [], json: null, profiles: null, folder: "data" },
  });
});

Deno.test("readOptions() takes values beside or inside the option", () => {
  const args = [
    "--quick",
    "--only",
    "burst",
    "--only=throughput",
    "--json=out.json",
    "--seed",
    "7",
  ];
  deepEqual(readOptions([...args, "--folder", "/d", "--profile", "/p"], NAMES), {
    ok: true,
    options: {
      seed: 7,
      quick: true,
      only: ["burst", "throughput"],
      json: "out.json",
      profiles: "/p",
      folder: "/d",
    },
  });
});

Deno.test("readOptions() says what is wrong", () => {
  const problems = {
    "There is no option --fast": ["--fast"],
    "There is no option burst": ["burst"],
    "--json needs a value": ["--json"],
    "--seed must be a whole number, not -1": ["--seed", "-1"],
    "There is no benchmark peace; there are throughput, burst": ["--only", "peace"],
  };
  for (const [problem, args] of Object.entries(problems)) {
    deepEqual(readOptions(args, NAMES), { ok: false, problem });
  }
});

Deno.test("readOptions() prefers help to anything else", () => {
  deepEqual(readOptions(["--quick", "--help", "--fast"], NAMES), { ok: "help" });
});
