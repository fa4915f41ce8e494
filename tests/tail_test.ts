import { deepEqual, doesNotMatch, equal, match } from "node:assert/strict";
import { issueUpdated, RestartableService } from "./_restartable_service.ts";

const TAIL = new URL("../tools/tail.ts", import.meta.url).pathname;

/** The command in a pipe. */
class Tail implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #out: ReadableStreamDefaultReader<string>;
  readonly #err: ReadableStreamDefaultReader<string>;
  #text = "";
  /** Everything said on standard error so far. */
  said = "";

  constructor(...args: string[]) {
    this.#child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", TAIL, ...args],
      env: { ADMIN_TOKEN: "" },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#out = this.#child.stdout.pipeThrough(new TextDecoderStream()).getReader();
    this.#err = this.#child.stderr.pipeThrough(new TextDecoderStream()).getReader();
  }

  /** The next line of standard output. */
  async line(): Promise<string> {
    for (;;) {
      const end = this.#text.indexOf("\n");
      if (end >= 0) {
        const line = this.#text.slice(0, end);
        this.#text = this.#text.slice(end + 1);
        return line;
      }
      const { value, done } = await this.#out.read();
      if (done) throw new Error(`Ended without another line: ${this.#text}`);
      this.#text += value;
    }
  }

  /** Waits until something is said on standard error. */
  async untilSaid(words: RegExp): Promise<void> {
    while (!words.test(this.said)) {
      const { value, done } = await this.#err.read();
      if (done) throw new Error(`Never said ${words}: ${this.said}`);
      this.said += value;
    }
  }

  /** Goes away as `head` does: what is written from here on finds no reader. */
  async closePipe(): Promise<void> {
    await this.#out.cancel();
  }

  /** Presses Ctrl-C. */
  interrupt(): void {
    this.#child.kill("SIGINT");
  }

  /** Waits for the end, and answers with the exit code. */
  async ended(): Promise<number> {
    for (let end = false; !end;) {
      const { value = "", done } = await this.#err.read();
      this.said += value;
      end = done;
    }
    await this.#out.cancel();
    return (await this.#child.status).code;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.allSettled([this.#out.cancel(), this.#err.cancel()]);
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // It has ended already.
    }
    await this.#child.status;
  }
}

Deno.test("tail in a pipe writes an item a line, and goes on where it stopped", async () => {
  await using service = await RestartableService.start();
  const options = ["--url", service.url, "--token", service.token];
  await using first = new Tail(...options);
  await first.untilSaid(/Live/);
  await service.post(issueUpdated({ number: 1, summary: "First" }));
  const item = JSON.parse(await first.line());
  equal(item.issue.key, "DEMO-1");
  deepEqual(item.changes, [{ field: "status", from: "To Do", to: "In Progress" }]);
  first.interrupt();
  equal(await first.ended(), 0);
  const [, cursor = ""] = /--since (\S+)/.exec(first.said) ?? [];

  await service.post(issueUpdated({ number: 2, summary: "Second" }));
  await using second = new Tail(...options, "--since", cursor);
  equal(JSON.parse(await second.line()).issue.key, "DEMO-2");
});

Deno.test("tail whose reader went away names the position before what it could not print", async () => {
  await using service = await RestartableService.start();
  const options = ["--url", service.url, "--token", service.token];
  await using first = new Tail(...options);
  await first.untilSaid(/Live/);
  await service.post(issueUpdated({ number: 1, summary: "Read" }));
  equal(JSON.parse(await first.line()).issue.key, "DEMO-1");
  await first.closePipe();
  await service.post(issueUpdated({ number: 2, summary: "Not read" }));
  equal(await first.ended(), 0);
  doesNotMatch(first.said, /Trying again|nobody reads/);
  const [, cursor = ""] = /--since (\S+)/.exec(first.said) ?? [];
  await service.post(issueUpdated({ number: 3, summary: "Later" }));
  await using second = new Tail(...options, "--since", cursor);
  equal(JSON.parse(await second.line()).issue.key, "DEMO-2");
});

Deno.test("tail follows only what its filters let through", async () => {
  await using service = await RestartableService.start();
  await using tail = new Tail("--url", service.url, "--token", service.token, "--project", "WEB");
  await tail.untilSaid(/Live/);
  await service.post(issueUpdated({ number: 1, summary: "Hidden" }));
  await service.post(issueUpdated({ number: 2, summary: "Shown", project: "WEB" }));
  equal(JSON.parse(await tail.line()).issue.key, "WEB-2");
});

Deno.test("tail says that its token is not accepted, and ends with 3", async () => {
  await using service = await RestartableService.start();
  await using tail = new Tail("--url", service.url, "--token", "not-the-token");
  equal(await tail.ended(), 3);
  match(tail.said, /token was not accepted: set ADMIN_TOKEN/);
});

Deno.test("tail says that no service is there, and keeps trying", async () => {
  await using service = await RestartableService.start();
  await service.stop();
  await using tail = new Tail("--url", service.url, "--token", service.token);
  await tail.untilSaid(/can't be reached/);
  await service.startAgain();
  await tail.untilSaid(/Live/);
});

Deno.test("tail ends with 2 and its usage when called wrongly", async () => {
  await using tail = new Tail("--colour");
  equal(await tail.ended(), 2);
  match(tail.said, /deno task tail \[options\]/);
});
