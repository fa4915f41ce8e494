import { deepEqual, equal, ok } from "node:assert/strict";
import { assertAccepted, assertNoneDead, change, readFeed, TIME } from "./_intake.ts";
import { type RunningService, runService } from "./_service.ts";

/** Names of the longest kind, each another one, of characters that take two bytes in the store. */
function names(count: number, length = 255): string[] {
  return Array.from({ length: count }, (_, n) => `${n}`.padEnd(length, "д"));
}

const LONG = "ж".repeat(32_767);

const LARGEST = {
  summary: "щ".repeat(1_000),
  description: LONG,
  labels: names(100),
  components: names(100).map((name, n) => ({ id: `${n}`, name })),
  fixVersions: names(100).map((name) => ({ id: name, name })),
  ...Object.fromEntries(
    ["issuetype", "priority", "resolution", "security"].map((field) => {
      const [name] = names(1);
      return [field, { id: name, name }];
    }),
  ),
  project: { id: names(1)[0], key: names(1)[0], name: names(1)[0] },
  status: { id: names(1)[0], name: names(1)[0], statusCategory: { key: names(1)[0] } },
  assignee: { accountId: names(1)[0], displayName: names(1)[0] },
  reporter: { accountId: names(1)[0], displayName: names(1)[0] },
  parent: { id: names(1)[0], key: names(1)[0] },
};

const CHANGELOG = {
  id: "900",
  items: names(100, 40).map((field) => ({ field, fromString: LONG, toString: LONG })),
};

async function assertApplied(service: RunningService, count: number): Promise<void> {
  await service.settled();
  await assertNoneDead(service);
  deepEqual(service.logged, []);
  equal((await readFeed(service)).length, count);
}

Deno.test("the largest issue Jira may send, all of it changed, is applied at once and fed", async () => {
  await using service = await runService();
  await assertAccepted(
    await service.post(change(1, { fields: LARGEST, body: { changelog: CHANGELOG } })),
  );
  await assertApplied(service, 1);
  const [item] = await readFeed(service);
  equal(item?.issue?.summary, LARGEST.summary);
  ok(item?.changes?.every(({ to }) => to?.endsWith("…")));
  const row = await (await service.get("/api/issues/10001")).json();
  ok(row.labels.length > 5);
  equal(row.labels.at(-1), "…");
});

Deno.test("an issue with all it can hold still remembers its last changes", async () => {
  await using service = await runService();
  for (let n = 0; n < 40; n++) {
    const id = `${n}`.padEnd(255, "ы");
    const changelog = { id, items: [{ field: "summary", fromString: null, toString: `${n}` }] };
    const body = { timestamp: TIME + n, changelog };
    await assertAccepted(await service.post(change(1, { fields: LARGEST, body })));
  }
  await assertApplied(service, 40);
});

Deno.test("texts of control characters, six times as long when written down, are fed", async () => {
  await using service = await runService();
  const control = "\u0001".repeat(4_000);
  const comment = {
    id: "1",
    self: "https://jira.example/rest/api/2/issue/10001/comment/1",
    body: control,
    updated: "2026-05-28T20:26:40.123+0000",
  };
  const items = names(100).map((field) => ({ field, fromString: control, toString: control }));
  const fields = { ...LARGEST, summary: control };
  await assertAccepted(await service.post(change(1, { fields, body: { changelog: { items } } })));
  await assertAccepted(
    await service.post(change(1, { fields, body: { webhookEvent: "comment_created", comment } })),
  );
  await assertApplied(service, 2);
});

Deno.test("many deliveries in an alphabet of two bytes a character share a commit", async () => {
  await using service = await runService();
  const fields = { summary: "Насос протекает".repeat(12) };
  const posts = Array.from({ length: 200 }, (_, n) => service.post(change(n, { fields })));
  for (const answer of await Promise.all(posts)) await assertAccepted(answer);
  await assertApplied(service, 200);
});
