/**
 * The main path, from a signed webhook to every kind of client, over each way to run the service.
 *
 * @module
 */

import assert from "node:assert/strict";
import { sign } from "../lib/jira/signature.ts";
import type { EventsFrame } from "../lib/feed/protocol.ts";
import { follow } from "./_follower.ts";
import type { ServiceProcess } from "./_process.ts";
import { SECRET, TOKEN } from "./_service.ts";
import { CONNECT, TARGETS } from "./_targets.ts";

const AUTHORIZED = { authorization: `Bearer ${TOKEN}` };

/** A change of an issue; every `n` is another change. */
function change(n: number, issue = 10_000 + n % 5): Record<string, unknown> {
  return {
    webhookEvent: "jira:issue_updated",
    timestamp: 1_700_000_000_000 + n,
    user: { accountId: "u1", displayName: "Ada" },
    changelog: {
      id: String(n),
      items: [{ field: "summary", fromString: `s${n - 1}`, toString: `s${n}` }],
    },
    issue: {
      id: String(issue),
      key: `ABC-${issue}`,
      fields: {
        summary: `s${n}`,
        updated: new Date(1_700_000_000_000 + n).toISOString().replace("Z", "+0000"),
        project: { id: "1", key: "ABC", name: "Abc" },
        status: { id: "1", name: "To Do", statusCategory: { key: "new" } },
      },
    },
  };
}

async function post(node: ServiceProcess, body: Record<string, unknown>): Promise<number> {
  const raw = new TextEncoder().encode(JSON.stringify(body));
  const response = await fetch(`${node.url}/webhook/jira`, {
    method: "POST",
    headers: { "x-hub-signature": sign(raw, SECRET) },
    body: raw,
  });
  await response.body?.cancel();
  return response.status;
}

async function get<T>(node: ServiceProcess, path: string): Promise<T> {
  const response = await fetch(`${node.url}${path}`, { headers: AUTHORIZED });
  assert.equal(response.status, 200, path);
  return await response.json();
}

/** The very beginning of the log. */
async function origin(node: ServiceProcess) {
  const { epoch } = await get<{ epoch: string }>(node, "/api/snapshot");
  return { cursor: { epoch, seq: 0 }, scope: null };
}

async function* sse(node: ServiceProcess, cursor: string): AsyncGenerator<string> {
  const response = await fetch(`${node.url}/api/events?cursor=${cursor}`, {
    headers: { ...AUTHORIZED, accept: "text/event-stream" },
  });
  let text = "";
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
      yield text.slice(0, end);
      text = text.slice(end + 2);
    }
  }
}

const range = (count: number, from = 1) => Array.from({ length: count }, (_, at) => at + from);

for (const target of [...TARGETS, CONNECT]) {
  const spec = (name: string, run: (world: string) => Promise<void>) =>
    Deno.test({
      name: `${target.name}: ${name}`,
      ignore: target.missing !== null,
      fn: async () => {
        const world = await Deno.makeTempDir();
        try {
          await run(world);
        } finally {
          await target.end?.(world);
          await Deno.remove(world, { recursive: true });
        }
      },
    });

  spec("a signed webhook reaches socket, event stream, long-poll and state", async (world) => {
    await using node = await target.start(world);
    const from = await origin(node);
    const at = `${from.cursor.epoch}:0`;
    using follower = follow({ url: node.url, token: TOKEN, client: "c" }, from);
    const streamed = (async () => {
      for await (const event of sse(node, at)) if (event.includes("data:")) return event;
    })();
    const polled = get<EventsFrame>(node, `/api/events?cursor=${at}&wait=20`);
    const [status] = await Promise.all([post(node, change(1)), streamed, polled]);
    assert.equal(status, 202);
    await follower.reached(1);
    assert.equal(follower.items[0]!.issue!.summary, "s1");
    assert.match((await streamed)!, /"summary":"s1"/);
    assert.deepEqual((await polled).items.map((item) => item.seq), [1]);
    const issue = await get<{ summary: string }>(node, "/api/issues/ABC-10001");
    assert.equal(issue.summary, "s1");
    const { queue, webhook_url } = await get<{ queue: { kind: string }; webhook_url: string }>(
      node,
      "/api/status",
    );
    assert.equal(queue.kind, target.queue);
    assert.equal(webhook_url, target.webhookUrl(node.url));
  });

  spec("copies and late arrivals change nothing and are shown once", async (world) => {
    await using node = await target.start(world);
    const order = [3, 1, 2, 3, 2, 1, 5, 4, 5];
    const statuses = [];
    for (const n of order) statuses.push(await post(node, change(n, 10_001)));
    assert.deepEqual(statuses, [202, 202, 202, 200, 200, 200, 202, 202, 200]);
    using follower = follow({ url: node.url, token: TOKEN, client: "c" }, await origin(node));
    await follower.reached(5);
    assert.deepEqual(
      follower.items.map((
        { changes, late, issue },
      ) => [changes![0]!.to, late ?? false, issue!.summary]),
      [
        ["s3", false, "s3"],
        ["s1", true, "s3"],
        ["s2", true, "s3"],
        ["s5", false, "s5"],
        ["s4", true, "s5"],
      ],
    );
  });

  spec(
    "a client that was away resumes over a restart without missing or repeating",
    async (world) => {
      await using before = await target.start(world);
      const from = await origin(before);
      const first = follow({ url: before.url, token: TOKEN, client: "c" }, from);
      for (const n of range(20)) assert.equal(await post(before, change(n)), 202);
      await first.reached(20);
      first[Symbol.dispose]();
      for (const n of range(20, 21)) assert.equal(await post(before, change(n)), 202);
      const ended = await before.end("SIGINT");
      assert.deepEqual([ended.code, ended.signal], [0, null]);
      await using after = await target.start(world);
      for (const n of range(20, 41)) assert.equal(await post(after, change(n)), 202);
      using second = follow({ url: after.url, token: TOKEN, client: "c" }, first.stored()!);
      await second.reached(40);
      const seen = [...first.items, ...second.items].map(({ changes }) => changes![0]!.to);
      assert.deepEqual(seen.sort(), range(60).map((n) => `s${n}`).sort());
    },
  );

  spec(
    "SIGINT ends it within 5 s, clients are told to come back and lose nothing",
    async (world) => {
      await using node = await target.start(world);
      const from = await origin(node);
      const followers = range(20).map((n) =>
        follow({ url: node.url, token: TOKEN, client: `c${n}` }, from)
      );
      assert.equal(await post(node, change(1)), 202);
      await Promise.all(followers.map((follower) => follower.reached(1)));
      const posting = Promise.allSettled(range(50, 2).map((n) => post(node, change(n))));
      const ending = await node.end("SIGINT");
      assert.ok(ending.took < 5_000, `it took ${ending.took} ms`);
      assert.equal(ending.code, 0);
      for (const follower of followers) {
        // Each was given a time of its own, from nothing to ten seconds.
        assert.match(follower.feed.status.state, /^(waiting|connecting)$/);
        follower[Symbol.dispose]();
      }
      const answered = (await posting).flatMap((each, at) =>
        each.status === "fulfilled" && each.value === 202 ? [`s${at + 2}`] : []
      );
      await using next = await target.start(world);
      using follower = follow(
        { url: next.url, token: TOKEN, client: "late" },
        followers[0]!.stored()!,
      );
      const told = () =>
        new Set([...followers[0]!.items, ...follower.items].map(({ changes }) => changes![0]!.to));
      // Some may have reached the first follower before it was told to come back.
      while (!answered.every((summary) => told().has(summary))) {
        await follower.reached(follower.items.length + 1);
      }
    },
  );

  spec("killed without a word, it does what it had answered for", async (world) => {
    await using node = await target.start(world);
    const from = await origin(node);
    const posting = Promise.allSettled(range(200).map((n) => post(node, change(n))));
    await post(node, change(1_000));
    await node.end("SIGKILL");
    const answered = (await posting).flatMap((each, at) =>
      each.status === "fulfilled" && each.value === 202 ? [`s${at + 1}`] : []
    );
    await using next = await target.start(world);
    using follower = follow({ url: next.url, token: TOKEN, client: "c" }, from);
    await follower.reached(answered.length + 1);
    const told = follower.items.map(({ changes }) => changes![0]!.to);
    for (const summary of answered) {
      assert.equal(told.filter((each) => each === summary).length, 1, summary);
    }
  });
}

Deno.test({
  name: `${CONNECT.name}: what one node accepts reaches the clients of the other`,
  ignore: CONNECT.missing !== null,
  fn: async () => {
    const world = await Deno.makeTempDir();
    try {
      await using a = await CONNECT.start(world);
      await using b = await CONNECT.start(world);
      const from = await origin(a);
      using far = follow({ url: b.url, token: TOKEN, client: "far" }, from);
      const nodes = [a, b];
      const statuses = await Promise.all(range(60).map((n) => post(nodes[n % 2]!, change(n))));
      assert.deepEqual(new Set(statuses), new Set([202]));
      await far.reached(60);
      assert.deepEqual(far.items.map(({ seq }) => seq), range(60));
      const copies = await Promise.all(range(60).map((n) => post(nodes[(n + 1) % 2]!, change(n))));
      assert.deepEqual(new Set(copies), new Set([200]));
    } finally {
      await CONNECT.end!(world);
      await Deno.remove(world, { recursive: true });
    }
  },
});
