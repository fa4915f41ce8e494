/**
 * Speaks Marionette, by which Firefox is driven from within: WebDriver's commands, one at a time, as
 * JSON after its length. Of the protocols of Firefox it is the only one that reaches pages of
 * extensions, and the browser around them.
 *
 * @see https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html
 *
 * @module
 */

/** Firefox could not do what it was asked for. */
export class MarionetteError extends Error {
  override readonly name = "MarionetteError";

  /** A failure of a command, by WebDriver's code, such as `no such element`. */
  constructor(command: string, readonly code: string, found: string) {
    super(`Cannot do ${command}: ${found || code}`);
  }
}

/** What Firefox answers: kind, number of the command, error, result. */
type Answer = readonly [1, number, { error: string; message: string } | null, unknown];

/** A connection to a Firefox, until it is disposed of. */
export class Marionette implements Disposable {
  readonly #connection: Deno.Conn;
  #read = new Uint8Array();
  #last = 0;
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(connection: Deno.Conn) {
    this.#connection = connection;
  }

  /** Connects to a Firefox that listens on a port of this machine, and begins a session. */
  static async connect(port: number): Promise<Marionette> {
    const marionette = new Marionette(await Deno.connect({ hostname: "127.0.0.1", port }));
    await marionette.#message();
    await marionette.send("WebDriver:NewSession", {
      capabilities: { alwaysMatch: { unhandledPromptBehavior: "ignore" } },
    });
    return marionette;
  }

  /**
   * Has Firefox do one command after all that were given before.
   *
   * @throws {MarionetteError} When it cannot.
   */
  send(command: string, parameters: object = {}): Promise<unknown> {
    const done = this.#turn.then(() => this.#exchange(command, parameters));
    this.#turn = done.catch(() => {});
    return done;
  }

  [Symbol.dispose](): void {
    this.#connection.close();
  }

  async #exchange(command: string, parameters: object): Promise<unknown> {
    const message = JSON.stringify([0, ++this.#last, command, parameters]);
    const bytes = new TextEncoder().encode(message);
    const writer = this.#connection.writable.getWriter();
    await writer.write(new TextEncoder().encode(`${bytes.length}:`));
    await writer.write(bytes);
    writer.releaseLock();
    const [, , error, result] = JSON.parse(await this.#message()) as Answer;
    if (error !== null) throw new MarionetteError(command, error.error, error.message);
    return result;
  }

  async #message(): Promise<string> {
    let colon = -1;
    while ((colon = this.#read.indexOf(0x3a)) < 0) await this.#more();
    const end = colon + 1 + Number(new TextDecoder().decode(this.#read.subarray(0, colon)));
    while (this.#read.length < end) await this.#more();
    const text = new TextDecoder().decode(this.#read.subarray(colon + 1, end));
    this.#read = this.#read.slice(end);
    return text;
  }

  async #more(): Promise<void> {
    const chunk = new Uint8Array(65_536);
    const length = await this.#connection.read(chunk);
    if (length === null) throw new Error("Firefox has closed the connection");
    const read = new Uint8Array(this.#read.length + length);
    read.set(this.#read);
    read.set(chunk.subarray(0, length), this.#read.length);
    this.#read = read;
  }
}
