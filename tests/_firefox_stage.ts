/// <reference types="@types/chrome" />
/**
 * Steps with the extension in Firefox, each with a service of its own.
 *
 * @module
 */

import { deepEqual } from "node:assert/strict";
import { writePairing } from "../lib/ui/pairing.ts";
import { findFirefox } from "../tools/firefox.ts";
import { eventually } from "./_waiting.ts";
import { Jira } from "./_extension_jira.ts";
import type { Firefox, Preferences } from "./_firefox.ts";
import type { FirefoxPage } from "./_firefox_page.ts";
import { FirefoxExtension } from "./_firefox_extension.ts";
import { RestartableService } from "./_restartable_service.ts";

/** Set by `deno task extension:firefox`: nothing else needs a Firefox, or waits for one. */
const isWanted = Deno.env.get("BOARDCAST_FIREFOX") === "1";
const firefox = isWanted ? await findFirefox() : null;

/** A Firefox that is connected to a service. */
export interface Stage {
  readonly browser: FirefoxExtension;
  readonly service: RestartableService;
}

/** The same with a Jira, in which it knows its person. */
export type AtWork = Stage & { readonly jira: Jira };

/** A step: what the extension does, as one would say it, and the proof. */
export type Step = readonly [does: string, proof: (browser: FirefoxExtension) => Promise<void>];

/**
 * Registers a test of several steps. They share a Firefox; before each, the extension forgets
 * everything. Ignored unless the task for it asks for it.
 */
export function firefoxTest(
  name: string,
  steps: readonly Step[],
  preferences: Preferences = {},
): void {
  Deno.test({
    name: isWanted ? name : `${name}: only by deno task extension:firefox`,
    ignore: firefox === null,
    fn: async (t) => {
      await using browser = await FirefoxExtension.start(firefox!, preferences);
      for (const [does, proof] of steps) {
        await t.step(does, () => proof(browser));
        await browser.reset();
      }
    },
  });
}

/** Gives a step a service it is connected to, and sees that the extension's scripts raised no error. */
export function onStage(
  step: (stage: Stage) => Promise<void>,
): (browser: FirefoxExtension) => Promise<void> {
  return async (browser) => {
    await using service = await RestartableService.start();
    await connect(browser, service);
    await step({ browser, service });
    deepEqual(await browser.complaints(), []);
  };
}

/** Gives a step also a Jira, in which the browser knows its person. */
export function atWork(
  step: (work: AtWork) => Promise<void>,
): (browser: FirefoxExtension) => Promise<void> {
  return onStage(async (stage) => {
    const jira = new Jira(stage.service);
    await jira.introduce(stage.browser);
    await step({ ...stage, jira });
  });
}

/** Connects by the code of a dashboard, as a person does. */
export async function connect(
  browser: FirefoxExtension,
  { url, token }: { readonly url: string; readonly token: string },
): Promise<void> {
  const code = writePairing({ url, token, jiraUrl: "https://jira.example" });
  await browser.options.type("input[name=address]", code);
  await browser.options.choose("Connect");
  await browser.live();
}

/** Waits until everything the service told so far has arrived. */
export async function settled({ browser, service }: Stage): Promise<void> {
  const { seq } = await service.position();
  await eventually(() => browser.head(), (head) => head?.cursor.seq === seq);
}

/** Keeps a picture, when the environment names a folder for them. */
export async function picture(page: Firefox | FirefoxPage, name: string): Promise<void> {
  const folder = Deno.env.get("BOARDCAST_SCREENSHOTS");
  if (folder) await Deno.writeFile(`${folder}/firefox-${name}.png`, await page.picture());
}
