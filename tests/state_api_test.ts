import { deepEqual, equal, match, notEqual, ok } from "node:assert/strict";
import { issueRoutes } from "../routes/issues.ts";
import { assertAccepted, assertRefused, change, TIME } from "./_intake.ts";
import { type RunningService, runService } from "./_service.ts";

const ANA = { accountId: "acc-ana", displayName: "Ana Lima" };
const OPS = { id: "20000", key: "OPS", name: "Operations" };
const DONE = { id: "9", name: "Done", statusCategory: { key: "done" } };

/** Six issues: of two projects, two statuses, one of them assigned; number 6 is the newest. */
async function withSix(): Promise<RunningService> {
  const service = await runService();
  const fields: readonly Readonly<Record<string, unknown>>[] = [
    {},
    { status: DONE },
    { assignee: ANA, summary: "The PUMP is broken" },
    { project: OPS },
    { project: OPS, status: DONE, assignee: ANA },
    { summary: "Ёлка горит" },
  ];
  for (const [at, given] of fields.entries()) {
    await assertAccepted(await service.post(change(at + 1, { fields: given })));
  }
  await service.settled();
  return service;
}

async function numbersOf(service: RunningService, path: string): Promise<number[]> {
  const answer = await service.get(path);
  const text = await answer.text();
  equal(answer.status, 200, text);
  const page = JSON.parse(text);
  return (page.items ?? page.issues).map(({ id }: { id: string }) => Number(id) - 10_000);
}

const QUERIES: readonly (readonly [query: string, numbers: readonly number[]])[] = [
  ["", [6, 5, 4, 3, 2, 1]],
  ["project=PUMP", [6, 3, 2, 1]],
  ["project=pump", [6, 3, 2, 1]],
  ["project=10000", [6, 3, 2, 1]],
  ["project=NONE", []],
  ["assignee=acc-ana", [5, 3]],
  ["assignee=none", [6, 4, 2, 1]],
  ["status=Done", [5, 2]],
  ["status=done", [5, 2]],
  ["status=9", [5, 2]],
  [`updated_since=${TIME + 4}`, [6, 5, 4]],
  [`updated_since=${new Date(TIME + 4).toISOString()}`, [6, 5, 4]],
  // A plus sign that nobody escaped.
  [`updated_since=${new Date(TIME + 4).toISOString().replace("Z", "+00:00")}`, [6, 5, 4]],
  ["updated_since=2026-01-01", [6, 5, 4, 3, 2, 1]],
  ["updated_since=2100-01-01", []],
  ["text=pump", [5, 4, 3, 2, 1]],
  ["text=PUMP%20IS", [3]],
  ["text=ёлка", [6]],
  ["limit=2", [6, 5]],
  ["project=OPS&status=Done&assignee=acc-ana&text=leaks", [5]],
  ["project=OPS&assignee=none", [4]],
  [`project=PUMP&updated_since=${TIME + 3}&limit=1`, [6]],
];

Deno.test("/api/issues lists by project, assignee, status, time and text, newest first", async () => {
  await using service = await withSix();
  for (const [query, numbers] of QUERIES) {
    deepEqual(await numbersOf(service, `/api/issues?${query}`), numbers, query);
  }
});

Deno.test("nothing under /api tells of an issue that the token may not see", async () => {
  await using service = await withSix();
  const { service: { store, site, mirror } } = service;
  const routes = issueRoutes({
    store,
    site,
    mirror,
    authorise: () => ({ token: "t", projects: ["OPS"], levels: "all", expires: null }),
  });
  const keysAt = async (path: string) => {
    const { items, issues } = await (await routes.request(path)).json();
    return (items ?? issues).map(({ key }: { key: string }) => key).sort();
  };
  const seen = ["PUMP-4", "PUMP-5"];
  deepEqual(await keysAt("/api/issues"), seen);
  deepEqual(await keysAt("/api/issues?text=pump"), seen);
  deepEqual(await keysAt("/api/snapshot"), seen);
  equal((await routes.request("/api/issues/PUMP-4")).status, 200);
  for (const hidden of ["PUMP-1", "10001"]) {
    equal((await routes.request(`/api/issues/${hidden}`)).status, 404, hidden);
  }
});

Deno.test("/api/issues gives every issue once, page by page, while others change", async () => {
  await using service = await withSix();
  const seen: number[] = [];
  let changes = 100;
  let path: string | null = "/api/issues?limit=1";
  while (path !== null) {
    const answer: Response = await service.get(path);
    const page = await answer.json();
    seen.push(...page.items.map(({ key }: { key: string }) => Number(key.split("-")[1])));
    path = page.next && `/api/issues?limit=1&next=${encodeURIComponent(page.next)}`;
    // What was listed already moves to the top again.
    const updated = new Date(TIME + ++changes).toISOString();
    const body = { timestamp: TIME + changes, changelog: { id: `${changes}`, items: [] } };
    await assertAccepted(await service.post(change(6, { fields: { updated }, body })));
    await service.settled();
  }
  deepEqual(seen, [6, 5, 4, 3, 2, 1]);
});

const BAD: readonly (readonly [query: string, says: RegExp])[] = [
  ["limit=0", /limit has to be a whole number from 1 to 500/],
  ["limit=501", /limit has to be/],
  ["limit=1e2", /limit has to be/],
  ["limit=", /limit has to be/],
  ["next=nonsense", /next has to be the next of the page before/],
  ["nonsense=1", /"nonsense" is no parameter here; there are .*limit/],
  ["limit=1&limit=2", /limit is given 2 times/],
];

const BAD_LIST: typeof BAD = [
  ...BAD,
  ["updated_since=yesterday", /updated_since has to be a time such as/],
  ["updated_since=nonsense%201", /updated_since has to be/],
  ["updated_since=2026-02-31", /updated_since has to be/],
  ["updated_since=2026-11-23T09:00:00", /updated_since has to be/],
  ["updated_since=99999999999999999999", /updated_since has to be/],
  ["text=", /text has to be of 1 to 200 characters/],
  [`text=${"x".repeat(201)}`, /text has to be/],
  ["project=", /project has to be/],
  [
    "status=&assignee=",
    /assignee has to be.*status has to be|status has to be.*assignee has to be/,
  ],
];

const BAD_SNAPSHOT: typeof BAD = [
  ...BAD,
  ["next=a:99999999999999999999:5", /next has to be/],
  ["project=PUMP", /"project" is no parameter here; there are limit, next/],
];

for (const [path, bad] of [["/api/issues", BAD_LIST], ["/api/snapshot", BAD_SNAPSHOT]] as const) {
  Deno.test(`${path} says which parameter it can't read, and what it has to be`, async () => {
    await using service = await runService();
    for (const [query, says] of bad) {
      const answer = await service.get(`${path}?${query}`);
      await assertRefused(answer, { status: 400, code: "bad_parameter", says: [says] });
    }
    deepEqual(service.logged, []);
  });
}

Deno.test("a page after the time asked for is the last one", async () => {
  await using service = await withSix();
  const path = `/api/issues?updated_since=${TIME + 3}&next=${TIME + 2}.10002`;
  deepEqual(await (await service.get(path)).json(), { items: [], next: null });
});

Deno.test("/api/snapshot keeps the position of its first page over all pages", async () => {
  await using service = await withSix();
  const first = await (await service.get("/api/snapshot?limit=4")).json();
  equal(first.seq, 6);
  await assertAccepted(await service.post(change(7)));
  await service.settled();
  const rest = `/api/snapshot?limit=4&next=${encodeURIComponent(first.next)}`;
  const second = await (await service.get(rest)).json();
  deepEqual([second.epoch, second.seq, second.next], [first.epoch, 6, null]);
  const ids = [...first.issues, ...second.issues].map(({ id }) => id);
  // What came meanwhile is in the data already, and in the feed after the position as well.
  deepEqual(ids, ["10001", "10002", "10003", "10004", "10005", "10006", "10007"]);
  const feed = await (await service.get(`/api/events?cursor=${first.epoch}:6`)).json();
  deepEqual(feed.items.map(({ seq }: { seq: number }) => seq), [7]);
});

Deno.test("/api/issues/:idOrKey finds an issue by id, key in any case and former keys", async () => {
  await using service = await withSix();
  const moved = change(1, {
    fields: { project: OPS, updated: new Date(TIME + 50).toISOString() },
    body: { timestamp: TIME + 50, changelog: { id: "950", items: [{ field: "Key" }] } },
  });
  const issue = { ...moved["issue"] as Record<string, unknown>, key: "OPS-77" };
  await assertAccepted(await service.post({ ...moved, issue }));
  await service.settled();
  for (const name of ["10001", "OPS-77", "ops-77", "PUMP-1", "pump-1"]) {
    const answer = await service.get(`/api/issues/${name}`);
    const { id, key, project } = await answer.json();
    deepEqual([id, key, project.key], ["10001", "OPS-77", "OPS"], name);
  }
});

Deno.test("an issue that is deleted, unknown or misspelt is not found, whatever it was called", async () => {
  await using service = await withSix();
  const body = { webhookEvent: "jira:issue_deleted", timestamp: TIME + 60, changelog: null };
  await assertAccepted(await service.post(change(2, { body })));
  await service.settled();
  const long = "1".repeat(3_000);
  for (
    const name of ["10002", "PUMP-2", "pump-2", "PUMP-999", "4711", "%00", "%ff", long, `A${long}`]
  ) {
    await assertRefused(await service.get(`/api/issues/${name}`), {
      status: 404,
      code: "not_found",
      says: [/no such issue is known here/],
    });
  }
  deepEqual(await numbersOf(service, "/api/issues"), [6, 5, 4, 3, 1]);
  deepEqual(await numbersOf(service, "/api/snapshot"), [1, 3, 4, 5, 6]);
});

for (const path of ["/api/issues?project=PUMP", "/api/issues/PUMP-1"]) {
  Deno.test(`${path} is not sent again while it is unchanged`, async () => {
    await using service = await withSix();
    const first = await service.get(path);
    const tag = first.headers.get("etag") ?? "";
    match(tag, /^"[\w-]+"$/);
    equal(first.headers.get("cache-control"), "private, no-cache");
    await first.body?.cancel();
    for (const known of [tag, `W/${tag}`, `"other", ${tag}`, "*"]) {
      const same = await service.get(path, { "if-none-match": known });
      equal(same.status, 304);
      equal(same.headers.get("etag"), tag);
      equal(await same.text(), "");
    }
    const fields = { summary: "Changed", updated: new Date(TIME + 70).toISOString() };
    const body = { timestamp: TIME + 70, changelog: { id: "970", items: [] } };
    await assertAccepted(await service.post(change(1, { fields, body })));
    await service.settled();
    const changed = await service.get(path, { "if-none-match": tag });
    equal(changed.status, 200);
    notEqual(changed.headers.get("etag"), tag);
    ok((await changed.text()).includes("Changed"));
  });
}
