import { deepEqual, equal } from "node:assert/strict";
import fc from "fast-check";
import type { DeadLetter } from "../lib/inbox/types.ts";
import { readBlob } from "../lib/store/blob.ts";
import { deadKey, deliveryKey, inboxKey } from "../lib/store/keys.ts";
import { change, readFeed } from "./_intake.ts";
import { type RunningService, runService } from "./_service.ts";

type Json = Record<string, unknown>;

const PERSON = { accountId: "acc-bo", name: "bo", key: "bo", displayName: "Bo" };

/** One body of each family of events, with every field that is read. */
const BODIES: readonly Json[] = [
  change(1, {
    fields: {
      assignee: PERSON,
      resolution: { id: "1", name: "Done" },
      security: { id: "5", name: "Staff" },
      parent: { id: "10000", key: "PUMP-0" },
      labels: ["wet"],
      components: [{ id: "7", name: "Seal" }],
      fixVersions: [{ id: "8", name: "1.0" }],
      duedate: "2026-06-30",
      description: "They leak",
    },
  }),
  change(2, { body: { webhookEvent: "jira:issue_deleted" } }),
  change(3, {
    body: {
      webhookEvent: "comment_created",
      comment: {
        self: "https://jira.example/rest/api/2/issue/10003/comment/1",
        id: "1",
        author: PERSON,
        updateAuthor: PERSON,
        body: "Look [~accountid:acc-bo]",
        created: "2026-05-28T20:26:40.123+0000",
        updated: "2026-05-28T20:26:40.123+0000",
        visibility: { type: "role", value: "Staff" },
        jsdPublic: false,
        properties: [{ key: "sd.public.comment", value: { internal: true } }],
      },
    },
  }),
  {
    timestamp: 1,
    webhookEvent: "worklog_updated",
    worklog: { id: "6", issueId: "10001", author: PERSON, updateAuthor: PERSON, comment: "x" },
  },
  {
    timestamp: 1,
    webhookEvent: "issuelink_created",
    issueLink: {
      id: 9,
      sourceIssueId: 1,
      destinationIssueId: 2,
      issueLinkType: { name: "Blocks" },
    },
  },
  {
    timestamp: 1,
    webhookEvent: "sprint_updated",
    sprint: { id: 4, name: "S" },
    oldValue: { id: 4, name: "R" },
  },
];

/** Any JSON, and more often what tends to hurt. */
const anyJson = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom<unknown>(
    null,
    true,
    -1,
    0.5,
    1e308,
    9e15,
    "",
    "\u0000",
    "__proto__",
    "a.b:c\n/%",
    "é".repeat(70_000),
    "\ud83d",
    "1".repeat(255),
    [],
    {},
    Array(300).fill("ß→".repeat(200)),
    Array(300).fill({ id: 1, name: "→".repeat(300), field: "f", fromString: "é".repeat(9_000) }),
    { id: {}, name: [], toString: null, fields: 7, key: 7 },
    "+275760-09-13T00:00:00.001Z",
    "0000-01-01T00:00:00.000+0000",
  ),
);

const wrongSomewhere = fc.constantFrom(...BODIES).chain((body) =>
  fc.record({ path: fc.constantFrom(...pathsOf(body)), value: anyJson })
    .map((wrong) => replaced(body, wrong))
);

/** The ways to every value inside, but for the event's name: that makes it no webhook. */
function pathsOf(value: unknown): string[][] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).filter(([key]) => key !== "webhookEvent").flatMap(([key, inner]) => [
    [key],
    ...pathsOf(inner).map((path) => [key, ...path]),
  ]);
}

function replaced(body: Json, wrong: { path: readonly string[]; value: unknown }): Json {
  const copy = structuredClone(body);
  let at = copy;
  for (const key of wrong.path.slice(0, -1)) at = at[key] as Json;
  at[wrong.path.at(-1)!] = wrong.value;
  return copy;
}

/** Dead letters and deliveries put off, each with its reason and its body. */
async function notApplied({ service: { store, site } }: RunningService): Promise<string[]> {
  const dead = await store.list<DeadLetter>({ prefix: deadKey(site) });
  const waiting = await store.list<{ items: DeadLetter[] }>({ prefix: inboxKey() });
  const items = [...dead.map(({ value }) => value), ...waiting.flatMap(({ value }) => value.items)];
  const failed = items.filter((item) => item.reason !== null);
  return await Promise.all(failed.map(async ({ reason, body }) => {
    const raw = await readBlob(store, { site, id: body.blob, info: body });
    return `${reason}: ${new TextDecoder().decode(raw).slice(0, 2_000)}`;
  }));
}

Deno.test("issues with unlikely ids and times can be listed and read", async () => {
  await using service = await runService();
  for (const [n, id] of ["a.b", "x:1:2", "/%\u0000", "→".repeat(255), "-5", " "].entries()) {
    const issue = structuredClone(change(n)["issue"]) as Json;
    const updated = n % 2 === 0 ? "0000-01-01T00:00:00.000+0000" : "9999-12-31T23:59:59.999+0000";
    issue["fields"] = { ...issue["fields"] as Json, updated };
    equal((await service.post(change(n, { body: { issue: { ...issue, id } } }))).status, 202);
  }
  await service.settled();
  equal((await readPages(service, "/api/issues?limit=1")).length, 6);
  await readEverything(service);
});

Deno.test("any JSON in place of any field is accepted, applied, and can be read", async () => {
  await using service = await runService();
  let accepted = 0;
  await fc.assert(
    fc.asyncProperty(wrongSomewhere, async (body) => {
      // Told apart, so that none of them is a copy of another.
      const answer = await service.post({ ...body, n: accepted });
      equal(answer.status, 202, await answer.text());
      accepted++;
    }),
    { numRuns: 400, endOnFailure: true },
  );
  while (await isWorking(service)) await service.service.inbox.look();
  equal((await notApplied(service)).join("\n\n"), "");
  const { store, site } = service.service;
  const records = await store.list<unknown[]>({ prefix: deliveryKey(site) });
  equal(records.flatMap(({ value }) => value).length, accepted);
  await readEverything(service);
  equal(service.logged.join("\n"), "");
});

/** Whether deliveries wait for their first attempt. */
async function isWorking({ service: { store } }: RunningService): Promise<boolean> {
  const waiting = await store.list<{ items: DeadLetter[] }>({ prefix: inboxKey() });
  return waiting.some(({ value }) => value.items.some((item) => item.reason === null));
}

/** Walks all pages of all lists: nothing that was stored may be in their way. */
async function readEverything(service: RunningService): Promise<void> {
  const listed = await readPages(service, "/api/issues?limit=7");
  deepEqual(listed.sort(), (await readPages(service, "/api/snapshot?limit=7")).sort());
  for (const id of listed) {
    equal((await service.get(`/api/issues/${encodeURIComponent(id)}`)).status, 200, id);
  }
  await readFeed(service);
}

async function readPages(service: RunningService, path: string): Promise<string[]> {
  const ids: string[] = [];
  let next: string | null = "";
  while (next !== null) {
    const answer: Response = await service.get(
      next === "" ? path : `${path}&next=${encodeURIComponent(next)}`,
    );
    const text = await answer.text();
    equal(answer.status, 200, text);
    const page = JSON.parse(text);
    for (const { id } of page.items ?? page.issues) ids.push(id);
    next = page.next;
  }
  return ids;
}
