/** Dead letters and quarantine over HTTP: looked at, replayed, discarded; and asked for nonsense. */

import { deepEqual, equal, match, ok } from "node:assert/strict";
import type { DeadLetter } from "../lib/inbox/types.ts";
import { deadKey } from "../lib/store/keys.ts";
import { deadLetterRoutes } from "../routes/kept.ts";
import { assertFed, assertRefused, change, readQuarantine } from "./_intake.ts";
import { makeDeadIn, quarantineIn } from "./_kept.ts";
import { type RunningService, runService, TOKEN } from "./_service.ts";

const DEAD = "/api/dead-letters";
const HELD = "/api/quarantine";
const NO_ID = "01ARZ3NDEKTSV4RRFFQ69G5FAV";

async function order(
  service: RunningService,
  path: string,
  body: unknown,
): Promise<Response> {
  return await fetch(`${service.url}${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${TOKEN}` },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
}

async function read(service: RunningService, path: string) {
  const answer = await service.get(path);
  equal(answer.status, 200, path);
  return await answer.json();
}

Deno.test("dead letters are listed newest first, in pages, each with what it is and why", async () => {
  await using service = await runService();
  deepEqual(await read(service, DEAD), { items: [], next: null });
  const letters = await makeDeadIn(service.service, [change(1), change(2), change(3)]);
  const first = await read(service, `${DEAD}?limit=2`);
  const { receivedAt, diedAt, bytes, ...rest } = first.items[0];
  deepEqual(rest, {
    id: letters[2]!.id,
    issue: "ABC-1",
    project: "ABC",
    event: "jira:issue_updated",
    attempts: 6,
    reason: "Cannot digest poison",
  });
  ok(receivedAt <= diedAt && bytes > 100);
  equal(first.next, letters[1]!.id);
  const second = await read(service, `${DEAD}?limit=2&next=${first.next}`);
  deepEqual(second.items.map(({ id }: DeadLetter) => id), [letters[0]!.id]);
  equal(second.next, null);
  deepEqual((await read(service, `${DEAD}?to=2020-01-01`)).items, []);
  const since = await read(service, `${DEAD}?from=2020-01-01&to=2100-01-01T00:00:00Z&limit=1`);
  deepEqual([since.items[0].id, since.next], [letters[2]!.id, letters[2]!.id]);
});

Deno.test("a page or part that begins beyond the times asked for is empty, not a fault", async () => {
  await using service = await runService();
  const [letter] = await makeDeadIn(service.service, [change(1)]);
  const nothing = { items: [], next: null };
  deepEqual(await read(service, `${DEAD}?from=2100-01-01&next=${letter!.id}`), nothing);
  deepEqual(await read(service, `${DEAD}?to=2020-01-01&next=7${letter!.id.slice(1)}`), nothing);
  const beyond = { to: "2020-01-01", next: letter!.id };
  for (const [verb, dryRun] of [["replay", true], ["replay", false], ["discard", false]] as const) {
    const answer = await order(service, `${DEAD}/${verb}`, { ...beyond, dryRun });
    equal(answer.status, 200, verb);
    const { gone = 0, remaining = 0, next = null } = await answer.json();
    deepEqual([gone, remaining, next], [0, 0, null], verb);
  }
});

Deno.test("one is shown with its body, and gives it as it came", async () => {
  await using service = await runService();
  const [letter] = await makeDeadIn(service.service, [change(1)]);
  const path = `${DEAD}/${letter!.id}`;
  const one = await read(service, path);
  deepEqual(JSON.parse(one.body), change(1));
  deepEqual([one.encoding, one.isWhole], ["utf-8", true]);
  const raw = await service.get(`${path}/body`);
  equal(raw.headers.get("content-type"), "application/octet-stream");
  match(raw.headers.get("content-disposition")!, /^attachment; filename="[0-9A-Z]{26}\.txt"$/);
  for (const { headers } of [raw, await service.get(path)]) {
    equal(headers.get("cache-control"), "no-store");
  }
  equal(raw.headers.get("x-content-type-options"), "nosniff");
  deepEqual(await raw.json(), change(1));
});

Deno.test("a replay by id, by time and in a dry run says what it did, and where to go on", async () => {
  await using service = await runService();
  const letters = await makeDeadIn(service.service, [1, 2, 3, 4, 5].map((n) => change(n)));
  const ids = letters.map(({ id }) => id);
  const answer = async (body: unknown) =>
    await (await order(service, `${DEAD}/replay`, body)).json();
  const nothing = { duplicates: 0, unreadable: 0, gone: 0, next: null };
  deepEqual(await answer({ from: "2020-01-01", dryRun: true }), { dryRun: true, remaining: 5 });
  deepEqual(await answer({ to: "2020-01-01", dryRun: true }), { dryRun: true, remaining: 0 });
  deepEqual(await answer({ ids: [NO_ID, ids[0]], dryRun: true }), { dryRun: true, remaining: 1 });
  deepEqual(await answer({ ids: [ids[0]] }), { ...nothing, replayed: 1 });
  deepEqual(await answer({ ids: [ids[0], NO_ID] }), { ...nothing, replayed: 0, gone: 2 });
  const part = await answer({ from: 0, limit: 3 });
  deepEqual(part, { ...nothing, replayed: 3, next: ids[3] });
  deepEqual(await answer({ from: 0, limit: 3, next: part.next }), { ...nothing, replayed: 1 });
  await assertFed(service, [1, 2, 3, 4, 5]);
  ok(service.logged.some((line) => line.startsWith("Replayed 3 of 3 at /api/dead-letters")));
});

Deno.test("what was put back says nothing of when webhooks come", async () => {
  const time = { now: Date.now() };
  await using service = await runService({ now: () => time.now });
  await makeDeadIn(service.service, [change(1), change(2)]);
  time.now += 60_000;
  await (await service.post(change(3))).body?.cancel();
  await service.settled();
  time.now += 60_000;
  await (await order(service, `${DEAD}/replay`, { from: 0 })).body?.cancel();
  await assertFed(service, [1, 2, 3]);
  equal((await read(service, "/api/status")).last_delivery_at, time.now - 60_000);
});

Deno.test("a discard takes what was named, and only that", async () => {
  await using service = await runService();
  const letters = await makeDeadIn(service.service, [change(1), change(2)]);
  const ids = letters.map(({ id }) => id);
  const answer = await order(service, `${DEAD}/discard`, { ids: [ids[0]] });
  deepEqual(await answer.json(), { discarded: 1, gone: 0, next: null });
  const left = await read(service, DEAD);
  deepEqual(left.items.map(({ id }: DeadLetter) => id), [ids[1]]);
  await assertRefused(await service.get(`${DEAD}/${ids[0]}`), {
    status: 404,
    code: "not_found",
    says: [/no such dead letter/, /replayed or discarded/],
  });
});

Deno.test("calls in quarantine are listed, replayed as far as they can be read, and discarded", async () => {
  await using service = await runService();
  await (await service.post(new Uint8Array([0xff, 0xfe, 0x00]))).body?.cancel();
  const readable = await quarantineIn(service.service, change(1));
  const { items } = await read(service, HELD);
  deepEqual(items.map(({ id }: DeadLetter) => id)[0], readable);
  const [call] = await readQuarantine(service);
  deepEqual([call!.identifier, call!.flow, call!.attempts], [null, null, 1]);
  const odd = await read(service, `${HELD}/${call!.id}`);
  deepEqual([odd.body, odd.encoding, odd.code], ["//4A", "base64", "not_utf8"]);
  match(odd.reason, /not UTF-8/);
  const replayed = await (await order(service, `${HELD}/replay`, { from: 0 })).json();
  deepEqual([replayed.replayed, replayed.unreadable], [1, 1]);
  await assertFed(service, [1]);
  equal((await read(service, `${HELD}/${call!.id}`)).attempts, 2);
  const gone = await (await order(service, `${HELD}/discard`, { ids: [call!.id] })).json();
  equal(gone.discarded, 1);
  deepEqual(await readQuarantine(service), []);
});

Deno.test("a call is kept with what its headers told", async () => {
  await using service = await runService();
  const headers = {
    "x-atlassian-webhook-identifier": "w-1",
    "x-atlassian-webhook-flow": "Secondary",
    "x-atlassian-webhook-retry": "2",
  };
  await (await service.post("{", headers)).body?.cancel();
  const [call] = await readQuarantine(service);
  deepEqual([call!.identifier, call!.flow, call!.retry, call!.secret], [
    "w-1",
    "Secondary",
    "2",
    0,
  ]);
});

Deno.test("a body that is damaged is said to be, and the rest is shown", async () => {
  await using service = await runService();
  const [letter] = await makeDeadIn(service.service, [change(1)]);
  const { store, site } = service.service;
  const body = { ...letter!.body, chunks: 2 };
  const key = deadKey(site, letter!.id);
  await store.commit({ sets: [{ key, value: { ...letter!, body } }] }, { key, mine: () => true });
  const one = await read(service, `${DEAD}/${letter!.id}`);
  equal(one.body, null);
  match(one.bodyProblem, /chunk 2 of 2 is missing/);
  await assertRefused(await service.get(`${DEAD}/${letter!.id}/body`), {
    status: 404,
    code: "damaged",
    says: [/chunk 2 of 2 is missing/],
  });
});

const ORDERS: readonly (readonly [what: string, body: unknown, says: RegExp])[] = [
  ["nothing", "", /has to be a JSON object/],
  ["no JSON", "{", /has to be a JSON object/],
  ["a list", [], /has to be a JSON object/],
  ["no choice", {}, /nothing says which: give "ids", or "from" and "to"/],
  ["both kinds of choice", { ids: [NO_ID], from: 1 }, /do not go together/],
  ["no ids", { ids: [] }, /ids has to be a list of 1 to 500 ids/],
  ["too many ids", { ids: Array(501).fill(NO_ID) }, /ids has to be a list of 1 to 500/],
  ["an id that is none", { ids: ["x".repeat(3_000)] }, /ids has to be a list/],
  ["an id of another type", { ids: [{ $gt: "" }] }, /ids has to be a list/],
  ["a time that is none", { from: "soon" }, /from has to be a time such as 2026-11-23T09:00:00Z/],
  ["a negative time", { from: -1 }, /from has to be a time/],
  ["a time beyond all", { to: 8.64e15 }, /to has to be a time/],
  ["half a millisecond", { to: 1.5 }, /to has to be a time/],
  ["a range that ends before it begins", { from: 2, to: 1 }, /from is later than to/],
  ["a limit of none", { from: 0, limit: 0 }, /limit has to be a whole number from 1 to 500/],
  ["a huge limit", { from: 0, limit: 1e9 }, /limit has to be a whole number from 1 to 500/],
  ["a next that is none", { from: 0, next: "../../etc" }, /next has to be the next of the answer/],
  ["what is not known", { from: 0, all: true }, /"all" is not known here; there are ids, from/],
  ["a dry run in words", { from: 0, dryRun: "yes" }, /dryRun has to be true or false/],
];

Deno.test("orders that make no sense are refused in words, and change nothing", async (t) => {
  await using service = await runService();
  await makeDeadIn(service.service, [change(1)]);
  for (const [what, body, said] of ORDERS) {
    await t.step(what, async () => {
      for (const path of [`${DEAD}/replay`, `${DEAD}/discard`, `${HELD}/replay`]) {
        const answer = await order(service, path, body);
        await assertRefused(answer, { status: 400, code: "bad_parameter", says: [said] });
      }
    });
  }
  const long = await order(service, `${DEAD}/replay`, JSON.stringify({ ids: "x".repeat(70_000) }));
  await assertRefused(long, { status: 413, code: "too_large", says: [/longer than 65536 bytes/] });
  equal((await read(service, DEAD)).items.length, 1);
});

Deno.test("lists and ids that make no sense are refused in words", async () => {
  await using service = await runService();
  const lists = [
    ["limit=0", /limit has to be a whole number from 1 to 500/],
    ["limit=1000000", /limit has to be/],
    ["next=1", /next has to be/],
    ["limit=1&limit=2", /"limit" is given more than once/],
    ["from=soon", /from has to be a time such as 2026-11-23T09:00:00Z/],
    ["from=2026-01-02&to=2026-01-01", /from is later than to/],
    ["colour=red", /"colour" is not known here; there are limit, next, from, to/],
  ] as const;
  for (const [query, said] of lists) {
    const answer = await service.get(`${DEAD}?${query}`);
    await assertRefused(answer, { status: 400, code: "bad_parameter", says: [said] });
  }
  for (const id of [NO_ID, "x", "x".repeat(3_000), "%00", "..%2f.."]) {
    const answer = await service.get(`${HELD}/${id}`);
    await assertRefused(answer, { status: 404, code: "not_found", says: [/no such call/] });
  }
});

Deno.test("all of it needs the token, and one that may see everything", async () => {
  await using service = await runService();
  const [letter] = await makeDeadIn(service.service, [change(1)]);
  const calls = [
    ["GET", DEAD],
    ["GET", `${DEAD}/${letter!.id}`],
    ["GET", `${DEAD}/${letter!.id}/body`],
    ["POST", `${DEAD}/replay`],
    ["POST", `${DEAD}/discard`],
    ["GET", HELD],
    ["GET", "/api/foreign"],
    ["POST", `${HELD}/replay`],
  ] as const;
  for (const [method, path] of calls) {
    const answer = await fetch(`${service.url}${path}`, { method });
    await assertRefused(answer, { status: 401, code: "no_token", says: [/Bearer/] });
  }
  const narrow = deadLetterRoutes({
    shelf: null as never,
    log: () => {},
    hasRoom: () => true,
    authorise: () => ({ token: "t", projects: ["ABC"], levels: "all", expires: null }),
  });
  for (const [method, path] of calls.slice(0, 5)) {
    const answer = await narrow.request(path, { method });
    await assertRefused(answer, { status: 403, code: "forbidden", says: [/see everything/] });
  }
});

Deno.test("nothing is replayed while too much waits already", async () => {
  await using service = await runService();
  await makeDeadIn(service.service, [change(1)]);
  service.service.inbox.overflow(Number.MAX_SAFE_INTEGER);
  const answer = await order(service, `${DEAD}/replay`, { from: 0 });
  await assertRefused(answer, { status: 503, code: "backlog_full", says: [/^Cannot replay now/] });
  equal((await read(service, DEAD)).items.length, 1);
});
