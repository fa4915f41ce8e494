/**
 * `deno task doctor`: checks a set-up and says what to do.
 *
 * @module
 */

import { examine } from "../lib/ops/doctor/examine.ts";
import type { DoctorLine } from "../lib/ops/doctor/line.ts";
import { type Say, sayTo } from "../lib/ops/say.ts";
import { SITE } from "../lib/service.ts";
import { createIds } from "../lib/store/ids.ts";
import { openStore } from "../lib/store/open.ts";
import { doctorJson, doctorSum, doctorText, hasRed, type Screen } from "./doctor_lines.ts";
import { readDoctorOptions, USAGE } from "./doctor_options.ts";

/** Longest time for each check, ms. */
const PATIENCE = 10_000;

/** What the outside gives the tool. */
export interface DoctorTool {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** What was found. */
  readonly out: Say;
  /** What is wrong with the command line. */
  readonly say: Say;
  readonly screen: Screen;
  /** Our clock, ms. */
  readonly now: () => number;
  /** Longest time for each check, ms. */
  readonly patience: number;
}

/** Does what the command line says, and gives the exit code. */
async function runDoctor(tool: DoctorTool): Promise<number> {
  const { out, say, now } = tool;
  const command = readDoctorOptions(tool.args);
  if (command.t === "help") {
    out(USAGE.trimEnd());
    return 0;
  }
  if (command.t === "wrong") {
    say(`${command.message}\n\n${USAGE.trimEnd()}`);
    return 2;
  }
  const lines: DoctorLine[] = [];
  const found = examine({
    ...tool,
    sends: command.sends,
    site: SITE,
    openStore,
    fetch,
    newId: createIds(now),
  });
  for await (const line of found) {
    lines.push(line);
    if (!command.json) out(doctorText(line, tool.screen));
  }
  out(command.json ? doctorJson(lines) : doctorSum(lines));
  return hasRed(lines) ? 1 : 0;
}

function screenOf(stream: typeof Deno.stdout): Screen {
  if (!stream.isTerminal()) return { columns: null, colours: false };
  // A terminal that doesn't know its size says 0.
  return { columns: Deno.consoleSize().columns || null, colours: !Deno.noColor };
}

if (import.meta.main) {
  Deno.exit(
    await runDoctor({
      args: Deno.args,
      env: Deno.env.toObject(),
      out: sayTo(Deno.stdout),
      say: sayTo(Deno.stderr),
      screen: screenOf(Deno.stdout),
      now: Date.now,
      patience: PATIENCE,
    }),
  );
}
