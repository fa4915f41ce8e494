/**
 * `deno task crash [rounds] [seed]`: kills the real service under load, 100 times unless told
 * otherwise, and exits with 1 when it broke a promise.
 *
 * @module
 */

import { sayTo } from "../lib/ops/say.ts";
import { type CrashReport, type RoundReport, runCrashes } from "../tests/crash/run.ts";

const say = sayTo(Deno.stdout);
const rounds = Number(Deno.args[0] ?? 100);
const seed = Number(Deno.args[1] ?? Math.floor(Math.random() * 1e6));
const folder = await Deno.makeTempDir({ prefix: "boardcast_crash_" });

say(`${rounds} rounds, seed ${seed}`);
const report = await runCrashes({ rounds, seed, folder, onRound });
say(summary(report));
if (report.problems.length === 0) await Deno.remove(folder, { recursive: true });
else say(`The database is kept in ${folder}; repeat with: deno task crash ${rounds} ${seed}`);
Deno.exit(report.problems.length === 0 ? 0 : 1);

function onRound(round: RoundReport): void {
  const { livedFor, startedIn, accepted, broken } = round;
  say(
    `  ${String(round.round).padStart(3)}  started in ${startedIn.toFixed(0)} ms, killed after ` +
      `${livedFor.toFixed(0)} ms; so far ${accepted} deliveries accepted, ${broken} calls broken`,
  );
}

function summary({ rounds, accepted, broken, lost, items, dead, problems }: CrashReport): string {
  return [
    `killed ${rounds.length} times: ${accepted} deliveries accepted, ${broken} calls broken, ` +
    `${lost} given up by Jira, ` +
    `${items} entries in the feed, ${dead} dead letters`,
    problems.length === 0
      ? "every accepted change is in the feed exactly once, and the mirror is true"
      : `broken:\n  ${problems.join("\n  ")}`,
  ].join("\n");
}
