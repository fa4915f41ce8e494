import { deepEqual, equal, ok } from "node:assert/strict";
import { DEFAULTS } from "../extension/model/settings.ts";
import { eventually } from "./_extension_browser.ts";
import { choose, extensionTest, onStage, type Stage } from "./_extension_stage.ts";
import { rage } from "./_extension_storm.ts";

/** With `BOARDCAST_SOAK=1`, as `deno task extension:soak` sets it, it takes minutes. */
const isLong = Deno.env.get("BOARDCAST_SOAK") === "1";

const SEED = Number(Deno.env.get("EXTENSION_SEED") ?? 20_261_125);

extensionTest(`extension: a storm, seed ${SEED}`, [
  ["every change once, a notification each at most, and the position right", onStage(survives)],
]);

async function survives({ browser, service }: Stage): Promise<void> {
  const changes = isLong ? 1_000 : 120;
  await choose(browser, { notify: { ...DEFAULTS.notify, on: true } });
  const kills = isLong ? 40 : 6;
  await rage({ browser, service }, { changes, kills, restarts: 2, seed: SEED });
  const entries = await browser.entries();
  const seqs = entries.map(({ item }) => item.seq);
  const kept = Math.min(changes, 500);
  deepEqual(seqs, Array.from({ length: kept }, (_, at) => changes - kept + at + 1));
  equal(new Set(entries.map(({ item }) => item.id)).size, kept);
  deepEqual(entries.map(({ n }) => n), entries.map(({ n }) => n).toSorted((a, b) => a - b));
  equal((await browser.head())?.next, changes, "no change was put into the ring twice");
  await eventually(() => browser.entries(), (all) => all.every(({ due }) => due !== true));
  const shown = await browser.notices();
  equal(new Set(shown).size, shown.length);
  ok(shown.length <= changes);
  browser.complaints.length = 0;
}
