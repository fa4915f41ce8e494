import { deepEqual, equal } from "node:assert/strict";
import { createRandom } from "../lib/simulator/random.ts";
import { eventually } from "./_waiting.ts";
import { serveProtocol } from "./_extension_protocol.ts";
import type { FirefoxExtension } from "./_firefox_extension.ts";
import { firefoxTest, onStage, settled, type Stage } from "./_firefox_stage.ts";
import { issueUpdated } from "./_restartable_service.ts";

const CHANGES = 60;
const SEED = Number(Deno.env.get("EXTENSION_SEED") ?? 20_261_125);

firefoxTest("extension in Firefox: its event page", [
  ["goes on after the service restarted", onStage(survivesRestart)],
  ["is started again by an alarm, and gets what came meanwhile", onStage(revivedByAlarm)],
  ["is started again by an open inbox, at once", onStage(revivedByPage)],
  [`gets every change once, however often it is suspended, seed ${SEED}`, onStage(survivesAll)],
  ["goes on after Firefox was started again", onStage(survivesBrowser)],
]);

/** The service beats every 20 s and Firefox waits for 30; here both are faster, in that proportion. */
const IDLE = 1_500;
const BEAT = 1_000;

firefoxTest("extension in Firefox: its event page, when nothing happens", [
  ["lives as long as it hears the service, and is suspended in silence", livesByBeats],
], { "extensions.background.idle.timeout": IDLE });

async function survivesRestart({ browser, service }: Stage): Promise<void> {
  await service.post(issueUpdated({ number: 1, summary: "Before" }));
  await settled({ browser, service });
  await service.stop();
  await service.startAgain();
  await service.post(issueUpdated({ number: 2, summary: "After" }));
  await settled({ browser, service });
  deepEqual(await seqs(browser), [1, 2]);
}

async function revivedByAlarm({ browser, service }: Stage): Promise<void> {
  await browser.alarmIn(2_000);
  await leave(browser);
  await browser.suspend();
  equal(await browser.life(), "stopped");
  await service.post(issueUpdated({ number: 1, summary: "Meanwhile" }));
  await eventually(() => browser.life(), (life) => life === "running");
  await browser.comeBack();
  await settled({ browser, service });
  deepEqual(await seqs(browser), [1]);
}

async function revivedByPage({ browser, service }: Stage): Promise<void> {
  const inbox = await browser.inbox();
  await browser.suspend();
  await service.post(issueUpdated({ number: 1, summary: "Meanwhile" }));
  await inbox.says("Meanwhile");
}

async function survivesAll({ browser, service }: Stage): Promise<void> {
  const random = createRandom(SEED);
  const deaths = new Set(Array.from({ length: 8 }, () => random.int(1, CHANGES)));
  for (let number = 1; number <= CHANGES; number++) {
    await service.post(issueUpdated({ number, summary: `Change ${number}` }));
    if (deaths.has(number)) await browser.suspend();
  }
  await settled({ browser, service });
  deepEqual(await seqs(browser), Array.from({ length: CHANGES }, (_, at) => at + 1));
  equal((await browser.head())?.next, CHANGES, "no change was put into the ring twice");
}

async function survivesBrowser({ browser, service }: Stage): Promise<void> {
  await service.post(issueUpdated({ number: 1, summary: "Before" }));
  await settled({ browser, service });
  await browser.startAgain();
  await service.post(issueUpdated({ number: 2, summary: "After" }));
  await eventually(() => browser.badge(), (text) => text === "2");
  deepEqual(await seqs(browser), [1, 2]);
}

async function livesByBeats(browser: FirefoxExtension): Promise<void> {
  await using script = serveProtocol({ changes: 0 });
  const server = { url: script.url, token: "any", name: "Quiet", jiraUrl: null };
  await browser.send({ t: "connect", server });
  await browser.live();
  await leave(browser);
  let beats = 0;
  const beating = setInterval(() => {
    script.beat();
    beats++;
  }, BEAT);
  try {
    await eventually(() => Promise.resolve(beats), (count) => count === 8);
  } finally {
    clearInterval(beating);
  }
  equal(await browser.life(), "running");
  equal(script.connections(), 1, "the connection of the first moment");
  await eventually(() => browser.life(), (life) => life === "stopped");
}

/** No page of the extension is open any more. */
async function leave(browser: FirefoxExtension): Promise<void> {
  await browser.options.go("about:blank");
}

async function seqs(browser: FirefoxExtension): Promise<number[]> {
  return (await browser.entries()).map(({ item }) => item.seq);
}
