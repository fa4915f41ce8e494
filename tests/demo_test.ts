/** `deno task demo` as newcomers start it: as a process, with nothing set. */

import { deepEqual, equal, match, ok } from "node:assert/strict";
import type { FeedItem } from "../lib/feed/protocol.ts";
import { eventually, inTime } from "./_waiting.ts";

const LINK = /Dashboard +(http:\S+)\/#token=(\w+)/;

/** A demo that has said where it is. */
interface Demo extends AsyncDisposable {
  readonly url: string;
  readonly said: string;
  get(path: string, init?: RequestInit): Promise<Response>;
  /** Ends it as Ctrl-C does, and gives its exit code. */
  end(): Promise<number>;
}

async function startDemo(env: Readonly<Record<string, string>>): Promise<Demo> {
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", "tools/demo.ts"],
    cwd: new URL("../", import.meta.url),
    env,
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  await using starting = new AsyncDisposableStack();
  const reader = process.stdout.pipeThrough(new TextDecoderStream()).getReader();
  starting.defer(() => reader.cancel());
  starting.use(process);
  let said = "";
  while (!said.includes("in memory only")) {
    const awaited = { what: "the demo to say where it is", seen: () => said };
    const { done, value } = await inTime(reader.read(), awaited);
    if (done) throw new Error(`The demo ended instead:\n${said}`);
    said += value;
  }
  const [, url, token] = LINK.exec(said)!;
  const started = starting.move();
  return {
    url: url!,
    said,
    get: (path, init) =>
      fetch(`${url}${path}`, { ...init, headers: { authorization: `Bearer ${token}` } }),
    end: async () => {
      process.kill("SIGINT");
      return (await inTime(process.status, { what: "its end by SIGINT", seen: () => said })).code;
    },
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}

/** The first entries of the feed, as soon as there are so many. */
async function firstEntries(demo: Demo, count: number): Promise<readonly FeedItem[]> {
  const start = await (await demo.get("/api/status")).json();
  const items: FeedItem[] = [];
  let cursor = `${start.epoch}:0`;
  return await eventually(async () => {
    const answer = await demo.get(`/api/events?cursor=${cursor}&wait=20`);
    const batch = await answer.json();
    ok(Array.isArray(batch.items), JSON.stringify(batch));
    items.push(...batch.items);
    cursor = answer.headers.get("X-Feed-Cursor") ?? cursor;
    return items;
  }, ({ length }) => length >= count);
}

Deno.test("the demo moves within seconds, reads its Jira, and takes another port if it must", async () => {
  using taken = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const { port } = taken.addr;
  await using demo = await startDemo({ PORT: String(port) });
  match(demo.said, new RegExp(`Port ${port} is taken, so another one is used`));
  match(demo.said, /loses 5 of 100 webhooks on purpose/);
  const items = await firstEntries(demo, 20);
  ok(items.some(({ source }) => source === "webhook"));
  const { completeness, jira_url } = await (await demo.get("/api/status")).json();
  equal(completeness.state, "learning");
  equal(jira_url, null, "there are no pages that issue keys could lead to");
  const { running, alarms } = await (await demo.get("/api/sync")).json();
  deepEqual([running?.kind, alarms], ["import", []]);
  const { items: [webhook] } = await (await demo.get("/api/webhooks")).json();
  deepEqual([webhook.enabled, webhook.problems], [true, []]);
  const path = `/api/webhooks/${webhook.id}`;
  equal((await demo.get(path, { method: "DELETE" })).status, 200);
  equal((await demo.get("/api/webhooks", { method: "POST" })).status, 201);
  const [made] = (await (await demo.get("/api/webhooks")).json()).items;
  deepEqual([made.url, made.problems], [webhook.url, []]);
  equal(await demo.end(), 0);
});
