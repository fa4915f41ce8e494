/**
 * Tabs of a Firefox, and what is done in them.
 *
 * @module
 */

import { eventually } from "./_waiting.ts";
import type { Marionette } from "./_marionette.ts";

/** Names an element in answers of WebDriver. */
const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

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
    await this.#look();
    return await takePicture(this.#marionette);
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

/** Runs a script where the context is, and answers with what it returns. */
export async function execute<Result>(
  marionette: Marionette,
  script: string,
  args: readonly unknown[],
): Promise<Result> {
  const answer = await marionette.send("WebDriver:ExecuteScript", { script, args, sandbox: null });
  return (answer as { readonly value: Result }).value;
}

/** A picture of what the context shows, as PNG. */
export async function takePicture(marionette: Marionette): Promise<Uint8Array<ArrayBuffer>> {
  const { value } = await marionette.send("WebDriver:TakeScreenshot", { full: false }) as {
    readonly value: string;
  };
  return Uint8Array.from(atob(value), (character) => character.charCodeAt(0));
}

/** Presses keys together. */
export async function pressKeys(marionette: Marionette, keys: readonly string[]): Promise<void> {
  const down = keys.map((value) => ({ type: "keyDown", value }));
  const up = keys.toReversed().map((value) => ({ type: "keyUp", value }));
  await marionette.send("WebDriver:PerformActions", {
    actions: [{ type: "key", id: "keys", actions: [...down, ...up] }],
  });
}

function elementOf(found: unknown): string {
  return (found as { readonly value: Readonly<Record<string, string>> }).value[ELEMENT]!;
}
