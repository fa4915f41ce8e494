/**
 * A Chromium for tests of pages, and what a page must never do.
 *
 * @module
 */

import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { CHROMIUM_ARGS } from "../tools/chromium.ts";

/** Starts the browser at `path`. */
export async function launch(path: string): Promise<Browser> {
  return await chromium.launch({ executablePath: path, args: [...CHROMIUM_ARGS] });
}

/** A page of its own, with everything it complained of. */
export class WatchedPage implements AsyncDisposable {
  /** Errors of scripts and of the console, among them violations of the policy. */
  readonly complaints: string[] = [];

  private constructor(readonly page: Page) {
    page.on("pageerror", (error) => this.complaints.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") this.complaints.push(message.text());
    });
  }

  /** Opens a page with nothing stored and nothing shared. */
  static async open(browser: Browser, options: BrowserContextOptions = {}): Promise<WatchedPage> {
    const context = await browser.newContext({ locale: "en-GB", ...options });
    // Far longer than a page ever takes, for machines that are busy with something else.
    context.setDefaultTimeout(30_000);
    return new WatchedPage(await context.newPage());
  }

  /** Keeps a picture, when the environment names a folder for them. */
  async picture(name: string): Promise<void> {
    const folder = Deno.env.get("BOARDCAST_SCREENSHOTS");
    if (folder) await this.page.screenshot({ path: `${folder}/${name}.png` });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.page.context().close();
  }
}
