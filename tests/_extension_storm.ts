/**
 * A stream of changes under which everything goes wrong that can: the worker is killed, the service
 * restarts, the network is cut.
 *
 * @module
 */

import { createRandom } from "../lib/simulator/random.ts";
import type { ExtensionBrowser } from "./_extension_browser.ts";
import type { Relay } from "./_extension_relay.ts";
import { issueUpdated, type RestartableService } from "./_restartable_service.ts";
import { eventually } from "./_waiting.ts";

/** How bad it gets. */
export interface Storm {
  readonly changes: number;
  readonly kills: number;
  readonly restarts: number;
  readonly seed: number;
}

/** Sends the changes while things go wrong, and waits until the browser has caught up. */
export async function rage(
  { browser, service, network }: {
    readonly browser: ExtensionBrowser;
    readonly service: RestartableService;
    readonly network: Relay;
  },
  storm: Storm,
): Promise<void> {
  const random = createRandom(storm.seed);
  const moments = (count: number) =>
    new Set(Array.from({ length: count }, () => random.int(1, storm.changes)));
  const kills = moments(storm.kills);
  const restarts = moments(storm.restarts);
  const cut = random.int(1, storm.changes / 2);
  for (let number = 1; number <= storm.changes; number++) {
    await service.post(issueUpdated({ number, summary: `Change ${number}` }));
    if (kills.has(number)) await die(browser);
    if (restarts.has(number)) {
      await service.stop();
      await service.startAgain();
    }
    if (number === cut) network.cut();
    if (number === Math.floor(cut * 1.5)) network.mend();
  }
  network.mend();
  const { seq } = await service.position();
  await eventually(async () => {
    await browser.tick();
    return await browser.head();
  }, (head) => head?.cursor.seq === seq);
}

/** The worker ends at once, whatever it is at; any event starts the next one. */
async function die(browser: ExtensionBrowser): Promise<void> {
  await browser.killWorker();
  await browser.tick();
}
