/**
 * `deno task tail`: follows the feed in a terminal or a pipe.
 * Exit codes: 0 stopped by the user, 2 wrong usage, 3 refused by the service.
 *
 * @module
 */

import { type FeedStatus, openFeed, type Stored } from "../lib/feed/client/client.ts";
import { CLOSE, formatCursor } from "../lib/feed/protocol.ts";
import { sayTo } from "../lib/ops/say.ts";
import { type Screen, tailLine } from "./tail_lines.ts";
import { readTailOptions, type TailOptions, USAGE } from "./tail_options.ts";

const NOT_ACCEPTED = "The token was not accepted: set ADMIN_TOKEN to that of the service, or " +
  "give it with --token";

const say = sayTo(Deno.stderr);

/** Width of a terminal when nobody says otherwise. */
const USUAL_COLUMNS = 80;

if (import.meta.main) Deno.exit(await main());

async function main(): Promise<number> {
  const command = readTailOptions(Deno.args, (name) => Deno.env.get(name));
  if (command.t === "help") {
    await write(Deno.stdout, USAGE);
    return 0;
  }
  if (command.t === "wrong") {
    await write(Deno.stderr, `${command.message}\n\n${USAGE}`);
    return 2;
  }
  return await follow(command.options);
}

async function follow(options: TailOptions): Promise<number> {
  const ended = Promise.withResolvers<number>();
  const screen = screenOf(options);
  const tell = statusTeller(options.url);
  let stored: Stored | null = options.since && { cursor: options.since, scope: null };
  using feed = openFeed({
    url: options.url,
    token: options.token,
    client: `tail-${crypto.randomUUID()}`,
    app: "boardcast-tail",
    subs: options.subs,
    load: () => stored,
    persist: async (batch) => {
      const lines = batch.items.map((item) =>
        screen === null ? JSON.stringify(item) : tailLine(item, screen)
      );
      if (await write(Deno.stdout, lines.map((line) => `${line}\n`).join(""))) {
        stored = batch;
        return;
      }
      // A reader that went away (`| head`) is the user's way to stop. What it may not have got is
      // neither stored nor acknowledged: the next run begins with it.
      feed.stop();
      ended.resolve(0);
      throw new Deno.errors.BrokenPipe("Cannot print the items: nobody reads any more");
    },
    onReset: (reason, at) => {
      if (reason !== "new") {
        say(`The service can't go on from that position (${reason})`);
        say(`Showing what happens after ${formatCursor(at)}; some may be missing`);
      }
      return at;
    },
    onStatus: (status) => {
      tell(status);
      if (status.state === "stopped" && status.code !== 1000) ended.resolve(3);
    },
    onNotice: (notice) => say(notice.message),
  });
  const stop = () => ended.resolve(0);
  Deno.addSignalListener("SIGINT", stop);
  if (Deno.build.os !== "windows") Deno.addSignalListener("SIGTERM", stop);
  const code = await ended.promise;
  feed.stop();
  if (stored !== null) say(`To go on from here: --since ${formatCursor(stored.cursor)}`);
  return code;
}

/** `null` when lines are for a program. */
function screenOf(options: TailOptions): Screen | null {
  if (options.json || !Deno.stdout.isTerminal()) return null;
  return {
    get columns() {
      // A terminal that doesn't know its size says 0.
      return Deno.consoleSize().columns || USUAL_COLUMNS;
    },
    colours: !Deno.noColor,
  };
}

/** Tells what is new: an outage is told once, not with every attempt. */
function statusTeller(url: string): (status: FeedStatus) => void {
  let told = "";
  return (status) => {
    const words = statusWords(status, url);
    if (words === null || words === told) return;
    told = words;
    say(words);
  };
}

function statusWords(status: FeedStatus, url: string): string | null {
  switch (status.state) {
    case "connecting":
      return null;
    case "catching_up":
      return "Connected, catching up";
    case "live":
      return "Live: Ctrl-C stops";
    case "waiting":
    case "offline":
      return `${status.reason} at ${url}. Trying again until it answers; ` +
        "if it isn't running, `deno task demo` starts one";
    case "stopped":
      if (status.code === CLOSE.unauthorised) return NOT_ACCEPTED;
      return status.code === 1000 ? null : status.reason;
  }
}

/** Writes all of a text; `false` when nobody reads any more. */
async function write(
  stream: { write(bytes: Uint8Array): Promise<number> },
  text: string,
): Promise<boolean> {
  try {
    for (let bytes = new TextEncoder().encode(text); bytes.length > 0;) {
      bytes = bytes.subarray(await stream.write(bytes));
    }
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.BrokenPipe) return false;
    throw error;
  }
}
