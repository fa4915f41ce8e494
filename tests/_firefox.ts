/**
 * A Firefox with a profile of its own, and pages in it.
 *
 * @module
 */

import { FIREFOX_ARGS } from "../tools/firefox.ts";
import { eventually } from "./_extension_browser.ts";
import { Marionette } from "./_marionette.ts";

/** Names an element in answers of WebDriver. */
const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

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
    await this.marionette.send("Marionette:SetContext", { value: "chrome" });
    try {
      return await execute(this.marionette, script, args);
    } finally {
      await this.marionette.send("Marionette:SetContext", { value: "content" });
    }
  }

  /** Presses keys together in the window of the browser, wherever its focus is. */
  async press(...keys: readonly string[]): Promise<void> {
    await this.marionette.send("Marionette:SetContext", { value: "chrome" });
    try {
      await pressKeys(this.marionette, keys);
    } finally {
      await this.marionette.send("Marionette:SetContext", { value: "content" });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#marionette?.[Symbol.dispose]();
    this.#process?.kill("SIGKILL");
    await this.#process?.status;
    await Deno.remove(this.#profile, { recursive: true });
  }
}

/** A tab. */
export class FirefoxPage {
  readonly #marionette: Marionette;

  /** The tab of a handle, which is there already. */
  constructor(marionette: Marionette, readonly handle: string) {
    this.#marionette = marionette;
  }

  /** Goes to an address. */
  async go(url: string): Promise<void> {
    await this.#send("WebDriver:Navigate", { url });
  }

  /** Where it is. */
  async url(): Promise<string> {
    return (await this.#send("WebDriver:GetCurrentURL") as { readonly value: string }).value;
  }

  /** Runs a function in the page, and answers with what it returns, or what that resolves to. */
  async run<Args extends readonly unknown[], Result>(
    work: (...args: Args) => Result,
    ...args: Args
  ): Promise<Awaited<Result>> {
    return await this.runScript(`return (${work}).apply(null, arguments)`, ...args);
  }

  /** The same with a text, which is no script of the page: its policy does not count. */
  async runScript<Result>(script: string, ...args: readonly unknown[]): Promise<Result> {
    await this.#look();
    return await execute(this.#marionette, script, args);
  }

  /** Waits until the page says something. */
  async says(text: string): Promise<void> {
    await eventually(
      () => this.run(() => document.body?.innerText ?? ""),
      (found) => found.includes(text),
    );
  }

  /** Clicks what a selector finds, once it is there. */
  async click(selector: string): Promise<void> {
    const id = await this.#find("css selector", selector);
    await this.#send("WebDriver:ElementClick", { id });
  }

  /** Presses the button, or makes the choice, of a name. */
  async choose(name: string): Promise<void> {
    const quoted = JSON.stringify(name);
    const id = await this.#find(
      "xpath",
      `//*[self::button or self::summary][normalize-space()=${quoted} or @aria-label=${quoted}]` +
        `|//label[starts-with(normalize-space(),${quoted})]/input[@type="checkbox" or @type="radio"]`,
    );
    await this.#send("WebDriver:ElementClick", { id });
  }

  /** Presses a button in the shadow of an element. */
  async chooseInShadow(host: string, button: string): Promise<void> {
    const id = await this.#find("css selector", host);
    const { value } = await this.#send("WebDriver:GetShadowRoot", { id }) as {
      readonly value: Readonly<Record<string, string>>;
    };
    const [shadowRoot] = Object.values(value);
    const found = await this.#send("WebDriver:FindElementFromShadowRoot", {
      shadowRoot,
      using: "css selector",
      value: button,
    });
    await this.#send("WebDriver:ElementClick", { id: elementOf(found) });
  }

  /** Types into the field a selector finds, in place of what it holds. */
  async type(selector: string, text: string): Promise<void> {
    const id = await this.#find("css selector", selector);
    await this.#send("WebDriver:ElementClear", { id });
    await this.#send("WebDriver:ElementSendKeys", { id, text });
  }

  /** Presses one key. */
  async press(key: string): Promise<void> {
    await this.#look();
    await pressKeys(this.#marionette, [key]);
  }

  /** A picture of what is seen, as PNG. */
  async picture(): Promise<Uint8Array<ArrayBuffer>> {
    const { value } = await this.#send("WebDriver:TakeScreenshot", { full: false }) as {
      readonly value: string;
    };
    return Uint8Array.from(atob(value), (character) => character.charCodeAt(0));
  }

  /** Closes the tab. */
  async close(): Promise<void> {
    await this.#send("WebDriver:CloseWindow");
  }

  async #find(using: "css selector" | "xpath", value: string): Promise<string> {
    return elementOf(await this.#send("WebDriver:FindElement", { using, value }));
  }

  /** Commands are about the tab that was switched to last. */
  async #look(): Promise<void> {
    await this.#marionette.send("WebDriver:SwitchToWindow", { handle: this.handle });
  }

  async #send(command: string, parameters: object = {}): Promise<unknown> {
    await this.#look();
    return await this.#marionette.send(command, parameters);
  }
}

async function execute<Result>(
  marionette: Marionette,
  script: string,
  args: readonly unknown[],
): Promise<Result> {
  const answer = await marionette.send("WebDriver:ExecuteScript", { script, args, sandbox: null });
  return (answer as { readonly value: Result }).value;
}

async function pressKeys(marionette: Marionette, keys: readonly string[]): Promise<void> {
  const down = keys.map((value) => ({ type: "keyDown", value }));
  const up = keys.toReversed().map((value) => ({ type: "keyUp", value }));
  await marionette.send("WebDriver:PerformActions", {
    actions: [{ type: "key", id: "keys", actions: [...down, ...up] }],
  });
}

function elementOf(found: unknown): string {
  return (found as { readonly value: Readonly<Record<string, string>> }).value[ELEMENT]!;
}
