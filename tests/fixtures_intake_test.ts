/**
 * Posts the real webhook bodies in the folder BOARDCAST_FIXTURES names, signed, to a running service
 * and holds its feed against them. Ignored when the variable is not set.
 *
 * @module
 */

import { deepEqual, equal, ok } from "node:assert/strict";
import type { FeedItem } from "../lib/feed/protocol.ts";
import { assertAccepted, assertNoneDead, readFeed } from "./_intake.ts";
import {
  at,
  DOUBLED,
  expectedIssue,
  expectedKind,
  list,
  type RealBody,
  testBodies,
  text,
} from "./_real_bodies.ts";
import { type RunningService, runService } from "./_service.ts";

/** Issues that no body of the folder shows whole, and that an event without a part is about. */
const UNKNOWN = ["ENG-482", "JRA-20002", "SCRUM-23", "TEST-123"];

const ISSUE_DELETED = "webhook-server-issue-updated-comment-deleted";
const COMMENT_DELETED = "webhook-server-comment-deleted";

const THINGS = ["comment", "worklog", "attachment", "issueLink", "project"];

type Bodies = readonly RealBody[];

function bodyOf(bodies: Bodies, part: string): RealBody {
  const found = bodies.filter(({ file }) => file.includes(part));
  equal(found.length, 1, part);
  return found[0]!;
}

/** Posts bodies one after the other under ids of their own. */
async function postAll(
  service: RunningService,
  { bodies, series }: { readonly bodies: readonly (unknown)[]; readonly series: string },
): Promise<number[]> {
  const statuses: number[] = [];
  for (const [n, body] of bodies.entries()) {
    const answer = await service.post(body, { "x-atlassian-webhook-identifier": `${series}-${n}` });
    await answer.body?.cancel();
    statuses.push(answer.status);
  }
  await service.settled();
  await assertNoneDead(service);
  return statuses;
}

async function readIssues(service: RunningService): Promise<{ readonly id: string }[]> {
  return (await (await service.get("/api/issues?limit=500")).json()).items;
}

async function feedAfter(all: Bodies, parts: readonly string[]): Promise<FeedItem[]> {
  await using service = await runService();
  const bodies = parts.map((part) => bodyOf(all, part).bytes);
  deepEqual(await postAll(service, { bodies, series: "one" }), parts.map(() => 202));
  return await readFeed(service);
}

/** What the entry of a body has to say, read off the body. */
function expectedItem(body: RealBody) {
  const { raw } = body;
  const [kind, action] = expectedKind(body).split(" ");
  const thing = at(raw, ...THINGS);
  const writer = action === "deleted" ? null : at(thing, "updateAuthor", "author");
  const isPart = expectedKind(body) !== "updated updated" || at(raw, "changelog") === null;
  return {
    kind,
    action,
    event: at(raw, "webhookEvent"),
    issue: expectedIssue(raw) ?? text(raw, "issueLink.sourceIssueId"),
    key: text(raw, "issue.key"),
    summary: text(raw, "issue.fields.summary"),
    actor: text(at(raw, "user") ?? writer, "accountId", "name"),
    changes: list(raw, "changelog.items").map((item) => at(item, "field")),
    subject: isPart ? text(thing, "id") : null,
    text: action === "deleted" ? null : text(raw, "comment.body", "worklog.comment") || null,
    late: false,
  };
}

function toldBy(item: FeedItem) {
  return {
    kind: item.kind,
    action: item.action,
    event: item.event,
    issue: item.issue?.id ?? null,
    key: item.issue?.key ?? null,
    summary: item.issue?.summary ?? null,
    actor: item.actor?.id ?? null,
    changes: (item.changes ?? []).map(({ field }) => field),
    subject: item.subject?.id ?? null,
    text: item.subject?.text ?? null,
    late: item.late ?? false,
  };
}

testBodies("each is accepted and gives the one entry that tells what it says", async (bodies) => {
  for (const body of bodies) {
    await using service = await runService();
    await assertAccepted(await service.post(body.bytes));
    await service.settled();
    await assertNoneDead(service);
    const told = (await readFeed(service)).map((item) => ({ file: body.file, ...toldBy(item) }));
    deepEqual(told, [{ file: body.file, ...expectedItem(body) }]);
    const time = at(body.raw, "timestamp");
    if (typeof time === "number") equal((await readFeed(service))[0]?.at, time);
  }
});

for (const [stripped, full] of DOUBLED) {
  testBodies(`the two events of one comment are told once: ${full}`, async (bodies) => {
    const first = await feedAfter(bodies, [stripped, full]);
    deepEqual(first.map(({ event }) => event), [at(bodyOf(bodies, stripped).raw, "webhookEvent")]);
    const other = await feedAfter(bodies, [full, stripped]);
    deepEqual(other.map(({ issue }) => issue?.key), [text(bodyOf(bodies, full).raw, "issue.key")]);
  });
}

testBodies(
  "the two events of one deleted comment are told once, of a known issue",
  async (bodies) => {
    const known = "webhook-server-issue-updated-commented-1";
    for (const order of [[ISSUE_DELETED, COMMENT_DELETED], [COMMENT_DELETED, ISSUE_DELETED]]) {
      const told = (await feedAfter(bodies, [known, ...order])).map(({ action }) => action);
      deepEqual(told, ["created", "deleted"]);
    }
    equal((await feedAfter(bodies, [ISSUE_DELETED, COMMENT_DELETED])).length, 1);
  },
);

testBodies("posted again under other ids they are known, whatever the order", async (bodies) => {
  await using service = await runService();
  const first = await postAll(service, { bodies: bodies.map((body) => body.bytes), series: "a" });
  ok(first.every((status) => status === 202));
  const before = await readFeed(service);
  equal(new Set(before.map(({ id }) => id)).size, before.length);
  const again = bodies.toReversed().map((body) => body.bytes);
  const second = await postAll(service, { bodies: again, series: "b" });
  ok(second.every((status) => status === 200));
  deepEqual(await readFeed(service), before);
});

testBodies(
  "sent again by another registration, whose bodies differ, they tell nothing new",
  async (bodies) => {
    await using service = await runService();
    const raws = bodies.filter(({ raw }) => typeof at(raw, "timestamp") === "number")
      .map(({ raw }) => raw as Record<string, unknown>);
    await postAll(service, { bodies: raws, series: "a" });
    const before = await readFeed(service);
    const issues = await readIssues(service);
    const others = raws.toReversed().map((raw) => ({ ...raw, matchedWebhookIds: [7] }));
    const statuses = await postAll(service, { bodies: others, series: "b" });
    ok(statuses.every((status) => status === 202));
    deepEqual(await readIssues(service), issues);
    // Nothing remembers what was told of an issue that is not known, but clients know it by its id.
    const again = (await readFeed(service)).slice(before.length);
    const known = new Set(issues.map(({ id }) => id));
    deepEqual(again.filter(({ issue }) => known.has(issue?.id ?? "")), []);
    ok(again.every((item) => before.some(({ id }) => id === item.id)));
    deepEqual(again.map(({ issue }) => issue?.key).sort(), UNKNOWN);
  },
);

testBodies("the same issues are known in the end, whatever the order", async (bodies) => {
  const ends = [];
  for (const order of [bodies, bodies.toReversed()]) {
    await using service = await runService();
    await postAll(service, { bodies: order.map((body) => body.bytes), series: "a" });
    ends.push(await readIssues(service));
  }
  equal(ends[0]?.length, 22);
  deepEqual(ends[0], ends[1]);
});
