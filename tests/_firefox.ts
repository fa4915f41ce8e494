/**
 * A Firefox with a profile of its own.
 *
 * @module
 */

import { FIREFOX_ARGS } from "../tools/firefox.ts";
import { eventually } from "./_waiting.ts";
import { execute, FirefoxPage, pressKeys, takePicture } from "./_firefox_page.ts";
import { Marionette } from "./_marionette.ts";

/** What keeps Firefox from asking, fetching and greeting while it is driven. */
const QUIET: Preferences = {
  "app.normandy.enabled": false,
  "browser.aboutwelcome.enabled": false,
  "browser.shell.checkDefaultBrowser": false,
  "browser.startup.page": 0,
  "datareporting.policy.dataSubmissionEnabled": false,
  "marionette.port": 0,
};

/** Preferences of Firefox, as in its `about:config`. */
export type Preferences = Readonly<Record<string, string | number | boolean>>;

/** Firefox, until it is disposed of. */
export class Firefox implements AsyncDisposable {
  readonly #path: string;
  readonly #profile: string;
  #process: Deno.ChildProcess | null = null;
  #marionette: Marionette | null = null;

  private constructor(path: string, profile: string) {
    this.#path = path;
    this.#profile = profile;
  }

  /** Starts the Firefox at `path`. */
  static async start(path: string, preferences: Preferences): Promise<Firefox> {
    const firefox = new Firefox(path, await Deno.makeTempDir({ prefix: "firefox_" }));
    const lines = Object.entries({ ...QUIET, ...preferences })
      .map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`);
    await Deno.writeTextFile(`${firefox.#profile}/user.js`, lines.join(""));
    await firefox.#run();
    return firefox;
  }

  /** Ends it as a person does, and starts it with the same profile. */
  async startAgain(): Promise<void> {
    await this.marionette.send("Marionette:Quit", { flags: ["eAttemptQuit"] });
    this.marionette[Symbol.dispose]();
    await this.#process?.status;
    await this.#run();
  }

  /** The way to give it commands, while it runs. */
  get marionette(): Marionette {
    if (this.#marionette === null) throw new TypeError("Cannot reach Firefox: it does not run");
    return this.#marionette;
  }

  /** Does something in the browser itself rather than in its pages. */
  async #around<Result>(work: () => Promise<Result>): Promise<Result> {
    await this.marionette.send("Marionette:SetContext", { value: "chrome" });
    try {
      return await work();
    } finally {
      await this.marionette.send("Marionette:SetContext", { value: "content" });
    }
  }

  async #run(): Promise<void> {
    const announced = `${this.#profile}/MarionetteActivePort`;
    await Deno.remove(announced).catch(() => {});
    this.#process = new Deno.Command(this.#path, {
      args: [...FIREFOX_ARGS, "--profile", this.#profile],
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    const port = await eventually(
      () => Deno.readTextFile(announced).then(Number, () => 0),
      (port) => port > 0,
    );
    this.#marionette = await Marionette.connect(port);
    await this.marionette.send("WebDriver:SetTimeouts", { implicit: 30_000, script: 30_000 });
  }

  /** Opens an address in a tab of its own. */
  async open(url: string): Promise<FirefoxPage> {
    const { handle } = await this.marionette.send("WebDriver:NewWindow", { type: "tab" }) as {
      readonly handle: string;
    };
    const page = new FirefoxPage(this.marionette, handle);
    await page.go(url);
    return page;
  }

  /** All tabs. */
  async pages(): Promise<FirefoxPage[]> {
    const handles = await this.marionette.send("WebDriver:GetWindowHandles") as string[];
    return handles.map((handle) => new FirefoxPage(this.marionette, handle));
  }

  /** Closes all tabs but one. */
  async closeOthers(page: FirefoxPage): Promise<void> {
    for (const other of await this.pages()) if (other.handle !== page.handle) await other.close();
  }

  /** Runs a script in the browser itself, around its pages; answers with what it returns. */
  async inBrowser<Result>(script: string, ...args: readonly unknown[]): Promise<Result> {
    return await this.#around(() => execute(this.marionette, script, args));
  }

  /** Presses keys together in the window of the browser, wherever its focus is. */
  async press(...keys: readonly string[]): Promise<void> {
    await this.#around(() => pressKeys(this.marionette, keys));
  }

  /** A picture of the window of the browser, as PNG. */
  async picture(): Promise<Uint8Array<ArrayBuffer>> {
    return await this.#around(() => takePicture(this.marionette));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#marionette?.[Symbol.dispose]();
    this.#process?.kill("SIGKILL");
    await this.#process?.status;
    await Deno.remove(this.#profile, { recursive: true });
  }
}
