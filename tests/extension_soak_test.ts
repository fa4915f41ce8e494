import { deepEqual, equal, notEqual } from "node:assert/strict";
import { DEFAULTS } from "../extension/model/settings.ts";
import type { ExtensionBrowser } from "./_extension_browser.ts";
import { shownNotices } from "./_extension_notices.ts";
import { relayTo } from "./_extension_relay.ts";
import { choose, extensionTest, live } from "./_extension_stage.ts";
import { rage } from "./_extension_storm.ts";
import { RestartableService } from "./_restartable_service.ts";
import { eventually } from "./_waiting.ts";

/** With `BOARDCAST_SOAK=1`, as `deno task extension:soak` sets it, it takes minutes. */
const isLong = Deno.env.get("BOARDCAST_SOAK") === "1";

const CHANGES = isLong ? 1_000 : 120;
const SEED = Number(Deno.env.get("EXTENSION_SEED") ?? 20_261_125);

extensionTest(`extension: a storm over ${CHANGES} changes, seed ${SEED}`, [
  ["every change once, told once at most, none owed, and the position right", survives],
]);

async function survives(browser: ExtensionBrowser): Promise<void> {
  await using service = await RestartableService.start();
  await using network = relayTo(service.url);
  const { token } = service;
  await browser.send({
    t: "connect",
    server: { url: network.url, token, name: "Work", jiraUrl: null },
  });
  await live(browser);
  await choose(browser, { notify: { ...DEFAULTS.notify, on: true } });
  const kills = isLong ? 40 : 6;
  await rage({ browser, service, network }, { changes: CHANGES, kills, restarts: 2, seed: SEED });
  const entries = await browser.entries();
  const seqs = entries.map(({ item }) => item.seq);
  const kept = Math.min(CHANGES, 500);
  deepEqual(seqs, Array.from({ length: kept }, (_, at) => CHANGES - kept + at + 1));
  equal(new Set(entries.map(({ item }) => item.id)).size, kept);
  deepEqual(entries.map(({ n }) => n), entries.map(({ n }) => n).toSorted((a, b) => a - b));
  equal((await browser.head())?.next, CHANGES, "no change was put into the ring twice");
  await eventually(() => browser.entries(), (all) => all.every(({ due }) => due !== true));
  const shown = (await shownNotices(browser)).map(({ id }) => id);
  // When changes come fast, a summary may stand for all of them.
  const told = shown.filter((id) => id !== "summary");
  equal(new Set(told).size, told.length, "no change was told twice");
  notEqual(shown.length, 0);
}
