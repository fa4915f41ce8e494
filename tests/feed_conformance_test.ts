import { deepEqual, equal, match, ok } from "node:assert/strict";
import { systemClock } from "../lib/feed/clock.ts";
import type { EventsFrame } from "../lib/feed/protocol.ts";
import { type FeedServer, serveFeed } from "./_feed_server.ts";
import { type FeedReader, type Told, type Transport, TRANSPORTS } from "./_feed_transports.ts";

interface Case {
  readonly server: FeedServer;
  readonly transport: Transport;
  /** Opens a reader that is closed with the case. */
  open(opening?: Partial<Parameters<Transport["open"]>[0]>): Promise<FeedReader>;
}

const CASES: readonly (readonly [name: string, run: (context: Case) => Promise<void>])[] = [
  ["reads the whole log from the start", readsAll],
  ["goes on after its cursor, and then with what comes", goesOn],
  ["reads thousands of entries in ranges that join", readsMany],
  ["tells a reader without cursor to begin at the head", begins],
  ["goes on from a reset's position", goesOnAfterReset],
  ["resets a cursor of another log", (it) => isReset(it, { cursor: "other.t:0", as: "epoch" })],
  ["resets a cursor of a term the log does not have", resetsUnknownTerm],
  ["resets a cursor from the future", resetsFuture],
  ["resets a cursor of what is trimmed", resetsTrimmed],
  ["resets a cursor reached under other filters", resetsOtherScope],
  ["goes on under the same filters", keepsScope],
  ["goes on from an earlier term, in the new one", changesTerm],
  ["resets everybody when the log is replaced", replacesLog],
  ["proves nothing across a damaged log, and raises the alarm", damaged],
  ["shows restricted viewers nothing of what they may not see", hides],
  ["filters by project, issue, kind and role", filters],
  ["says why an item concerns the viewer", saysWhy],
  ["refuses a malformed cursor", refusesCursor],
  ["refuses an unknown token", refusesToken],
  ["refuses an unknown site", refusesSite],
];

for (const transport of TRANSPORTS) {
  for (const [name, run] of CASES) {
    Deno.test(`${transport.name} ${name}`, async () => {
      const clock = { ...systemClock, after: impatiently };
      await using server = await serveFeed({ clock });
      await using readers = new AsyncDisposableStack();
      const open = async (opening = {}) =>
        readers.use(await transport.open({ url: server.url, ...opening }));
      await run({ server, transport, open });
    });
  }
}

/** Refusals come after a second; nobody here has to wait for it. */
function impatiently(ms: number, run: () => void): Disposable {
  return systemClock.after(ms === 1_000 ? 0 : ms, run);
}

async function cursorAt(server: FeedServer, seq: number): Promise<string> {
  const { epoch, terms } = await server.log.head();
  return `${epoch}.${terms.at(-1)!.term}:${seq}`;
}

function eventsOf(told: Told): EventsFrame {
  equal(told.t, "events");
  return told as EventsFrame;
}

async function seqsUpTo(reader: FeedReader, last: number): Promise<number[]> {
  const seqs: number[] = [];
  while (seqs.at(-1) !== last) {
    seqs.push(...eventsOf(await reader.next()).items.map(({ seq }) => seq));
  }
  return seqs;
}

function count(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, at) => from + at);
}

async function readsAll({ server, open }: Case) {
  const entries = await server.log.append({}, { kind: "commented" }, {});
  const reader = await open({ cursor: await cursorAt(server, 0) });
  const { from, to, items } = eventsOf(await reader.next());
  deepEqual([from, to], [0, 3]);
  deepEqual(items, entries.map(({ text }) => JSON.parse(text)));
}

async function goesOn({ server, open }: Case) {
  await server.log.append({}, {}, {});
  const reader = await open({ cursor: await cursorAt(server, 2) });
  deepEqual(await seqsUpTo(reader, 3), [3]);
  await server.log.append({});
  await server.log.append({}, {});
  deepEqual(await seqsUpTo(reader, 6), [4, 5, 6]);
}

async function readsMany({ server, open }: Case) {
  for (let at = 0; at < 6; at++) await server.log.append(...Array(500).fill({}));
  const reader = await open({ cursor: await cursorAt(server, 7) });
  let last = 7;
  while (last < 3_000) {
    const { from, to, items } = eventsOf(await reader.next());
    equal(from, last);
    deepEqual(items.map(({ seq }) => seq), count(from + 1, to));
    last = to;
  }
}

async function begins({ server, open }: Case) {
  await server.log.append({}, {});
  const reader = await open();
  const { t, reason, epoch, seq } = await reader.next() as Told & { t: "reset" };
  deepEqual([t, reason, `${epoch}:${seq}`], ["reset", "new", await cursorAt(server, 2)]);
}

async function goesOnAfterReset({ server, open }: Case) {
  await server.log.append({}, {});
  const reader = await open();
  equal((await reader.next()).t, "reset");
  await server.log.append({});
  deepEqual(await seqsUpTo(reader, 3), [3]);
}

async function isReset(
  { server, open }: Case,
  { as, ...opening }: { readonly cursor: string; readonly scope?: string; readonly as: string },
) {
  const reader = await open(opening);
  const told = await reader.next();
  const { seq } = await server.log.head();
  const position = await cursorAt(server, seq);
  deepEqual(told, { t: "reset", reason: as, epoch: position.split(":")[0], seq });
}

async function resetsUnknownTerm(it: Case) {
  const { epoch } = await it.server.log.head();
  await isReset(it, { cursor: `${epoch}.gone:0`, as: "epoch" });
}

async function resetsFuture(it: Case) {
  await it.server.log.append({});
  await isReset(it, { cursor: await cursorAt(it.server, 2), as: "ahead" });
}

async function resetsTrimmed(it: Case) {
  await it.server.log.append({}, {}, {});
  await it.server.log.trim(2);
  await isReset(it, { cursor: await cursorAt(it.server, 1), as: "expired" });
  const reader = await it.open({ cursor: await cursorAt(it.server, 2) });
  deepEqual(await seqsUpTo(reader, 3), [3]);
}

async function resetsOtherScope(it: Case) {
  await it.server.log.append({});
  await isReset(it, { cursor: await cursorAt(it.server, 1), scope: "another", as: "scope" });
}

async function keepsScope({ server, open }: Case) {
  await server.log.append({}, {});
  const clause = { kinds: ["updated"] };
  const first = await open({ cursor: await cursorAt(server, 0), clause });
  deepEqual(await seqsUpTo(first, 2), [1, 2]);
  await server.log.append({});
  const second = await open({ cursor: await cursorAt(server, 2), scope: first.scope(), clause });
  deepEqual(await seqsUpTo(second, 3), [3]);
}

async function changesTerm({ server, open }: Case) {
  await server.log.append({}, {});
  const before = await cursorAt(server, 1);
  await server.log.restart();
  const reader = await open({ cursor: before });
  deepEqual(await seqsUpTo(reader, 2), [2]);
  equal(reader.position(), await cursorAt(server, 2));
}

async function replacesLog({ server, open }: Case) {
  await server.log.append({}, {});
  const reader = await open({ cursor: await cursorAt(server, 0) });
  deepEqual(await seqsUpTo(reader, 2), [1, 2]);
  await server.log.replace();
  const [told] = await Promise.all([reader.next(), server.feed.tailerOf("default")?.look()]);
  deepEqual([told.t, (told as Told & { t: "reset" }).reason], ["reset", "epoch"]);
  await server.log.append({});
  deepEqual(await seqsUpTo(reader, 1), [1]);
}

async function damaged(it: Case) {
  for (let at = 0; at < 6; at++) await it.server.log.append(...Array(100).fill({}));
  await it.server.log.damage(50);
  const reader = await it.open({ cursor: await cursorAt(it.server, 10) });
  const told = await reader.next();
  deepEqual([told.t, (told as Told & { t: "reset" }).reason], ["reset", "expired"]);
  match(it.server.alarms.join(), /entries are missing above its floor/);
}

async function hides({ server, open }: Case) {
  const secret = { project: "2", projectKey: "SECRET", issueKey: "SECRET-1" };
  await server.log.append(
    {},
    { scope: secret },
    { scope: { project: null, projectKey: "SECRET" } },
    { scope: { level: "7", projectKey: "SECRET" } },
    { scope: secret, prior: { project: "10000" }, item: { event: "SECRET" } },
    {},
  );
  const reader = await open({ token: "abc", cursor: await cursorAt(server, 0) });
  const { items } = eventsOf(await reader.next());
  deepEqual(items.map(({ seq, kind }) => [seq, kind]), [[1, "updated"], [5, "left"], [
    6,
    "updated",
  ]]);
  ok(!JSON.stringify(items).includes("SECRET"));
}

async function filters({ server, open }: Case) {
  await server.log.append(
    { scope: { assignee: "me" } },
    { kind: "commented", scope: { assignee: "me" } },
    { scope: { issueKey: "ABC-2", issue: "2", assignee: "me" } },
    { scope: { projectKey: "XYZ", project: "2", assignee: "me" } },
    { scope: { assignee: "you" } },
    { scope: { assignee: "me" } },
  );
  const clause = {
    projects: ["ABC"],
    issues: ["ABC-1"],
    kinds: ["updated"],
    roles: ["assignee" as const],
  };
  const reader = await open({ cursor: await cursorAt(server, 0), me: ["me"], clause });
  deepEqual(await seqsUpTo(reader, 6), [1, 6]);
}

async function saysWhy({ server, open }: Case) {
  await server.log.append({ scope: { reporter: "me" }, mentions: ["me"] }, {});
  const reader = await open({ cursor: await cursorAt(server, 0), me: ["me"] });
  const { items } = eventsOf(await reader.next());
  deepEqual(items.map(({ why }) => why), [["reporter", "mention"], undefined]);
}

async function refusesCursor({ server, transport }: Case) {
  const code = await transport.refusal({ url: server.url, cursor: "no cursor" });
  equal(code, transport.name === "WebSocket" ? 4500 : 400);
}

async function refusesToken({ server, transport }: Case) {
  const code = await transport.refusal({ url: server.url, token: "guess" });
  equal(code, transport.name === "WebSocket" ? 4501 : 401);
}

async function refusesSite({ server, transport }: Case) {
  const code = await transport.refusal({ url: server.url, site: "elsewhere" });
  equal(code, transport.name === "WebSocket" ? 4503 : 404);
}
