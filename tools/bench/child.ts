/**
 * A program of ours as a process of its own, which speaks in lines.
 *
 * @module
 */

/** What to run. */
export interface ChildOptions {
  /** A module, relative to the project's root. */
  readonly module: string;
  /** Options of `deno run` before the module. */
  readonly flags?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Where it says what is waited for. */
  readonly speaksOn: "stdout" | "stderr";
}

const ROOT = new URL("../../", import.meta.url);

/** Characters kept of what it said, to be shown when it fails. */
const KEPT = 8_000;

/** A running process; disposing of it stops it. */
export class Child implements AsyncDisposable {
  readonly #process: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #reading: Promise<void>;
  #lines: string[] = [];
  #said = "";
  #over = false;
  #news = Promise.withResolvers<void>();

  /** Starts it. */
  constructor(options: ChildOptions) {
    const { module, flags = [], env = {}, speaksOn } = options;
    this.#process = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--quiet", ...flags, module],
      cwd: ROOT,
      env,
      stdin: "piped",
      stdout: speaksOn === "stdout" ? "piped" : "null",
      stderr: speaksOn === "stderr" ? "piped" : "inherit",
    }).spawn();
    this.#input = this.#process.stdin.getWriter();
    this.#reading = this.#read(this.#process[speaksOn]);
  }

  /** Its process id. */
  get pid(): number {
    return this.#process.pid;
  }

  /** Sends a line. */
  async tell(line: string): Promise<void> {
    await this.#input.write(new TextEncoder().encode(`${line}\n`));
  }

  /**
   * Waits for the next line that matches; those before it are passed over.
   *
   * @throws {Error} With what it said, when it ends instead.
   */
  async hear(pattern: RegExp): Promise<string> {
    while (true) {
      for (let line = this.#lines.shift(); line !== undefined; line = this.#lines.shift()) {
        if (pattern.test(line)) return line;
      }
      if (this.#over) {
        const { code, signal } = await this.#process.status;
        throw new Error(`Cannot go on: a process ended with ${signal ?? code}\n${this.#said}`);
      }
      await this.#news.promise;
    }
  }

  /** Stops it as a terminal would, so that it can write its profile. */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#process.kill("SIGINT");
    } catch {
      // It has ended by itself.
    }
    await this.#process.status;
    await this.#reading;
    await this.#input.close().catch(() => {});
  }

  async #read(stream: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    let open = "";
    for await (const chunk of stream) {
      const lines = (open + decoder.decode(chunk, { stream: true })).split("\n");
      open = lines.pop()!;
      this.#lines.push(...lines);
      this.#said = `${this.#said}${lines.join("\n")}\n`.slice(-KEPT);
      this.#announce();
    }
    this.#over = true;
    this.#announce();
  }

  #announce(): void {
    this.#news.resolve();
    this.#news = Promise.withResolvers();
  }
}
