import { deepEqual, equal, match, ok, throws } from "node:assert/strict";
import { decodeEvent } from "../jira/event.ts";
import type { JiraEvent } from "../jira/types.ts";
import type { Flavour } from "./model.ts";
import type { Operation } from "./operations.ts";
import { createSite, type Site } from "./site.ts";
import type { SimEvent } from "./site_state.ts";
import { STATUSES } from "./workflow.ts";

const START = Date.UTC(2026, 8, 1, 9);

interface Bench {
  readonly site: Site;
  /** Id of the first issue, and of somebody. */
  readonly issue: string;
  readonly by: string;
  apply(operation: Operation): SimEvent[];
}

/** A site with one issue; every operation comes a second after the one before. */
function createBench(flavour: Flavour = "cloud"): Bench {
  let now = START;
  const site = createSite({ seed: 11, now: () => now, flavour });
  const by = site.people[0]!.id;
  function apply(operation: Operation): SimEvent[] {
    now += 1_000;
    return site.apply(operation);
  }
  const project = site.projects[0]!.id;
  apply({ op: "create", by, project, type: "10004", summary: "Card form times out" });
  return { site, issue: site.issues()[0]!.id, by, apply };
}

function decode(events: readonly SimEvent[]): JiraEvent[] {
  return events.map(({ body }) => decodeEvent({ ...body }));
}

function names(events: readonly SimEvent[]): string[] {
  return events.map(({ name, body }) => {
    const type = body["issue_event_type_name"];
    return type === undefined ? name : `${name}/${type}`;
  });
}

Deno.test("apply() creates an issue with a whole body and Jira's dates", () => {
  const { site, by, apply } = createBench();
  const project = site.projects[1]!.id;
  const [event] = apply({ op: "create", by, project, type: "10001", summary: "Show the size" });
  equal(event!.name, "jira:issue_created");
  const { fields } = event!.body["issue"] as { fields: Record<string, unknown> };
  match(String(fields["updated"]), /^2026-09-01T11:00:0\d\.\d{3}\+0200$/);
  const [decoded] = decode([event!]);
  equal(decoded!.kind, "created");
  equal(decoded!.snapshot!.core.summary, "Show the size");
  equal(decoded!.snapshot!.core.project!.key, site.projects[1]!.key);
});

Deno.test("apply() gives whole bodies of the size real ones have", () => {
  const { issue, by, apply } = createBench();
  const [event] = apply({ op: "edit", by, issue, set: { assignee: by, labels: ["pci"] } });
  const bytes = JSON.stringify(event!.body).length;
  ok(bytes > 5_000 && bytes < 8_000, `the body has ${bytes} bytes`);
});

Deno.test("apply() names edits, assignments, transitions and moves as Cloud does", () => {
  const { site, issue, by, apply } = createBench();
  const seen = [
    { op: "edit", by, issue, set: { summary: "Card form is slow" } },
    { op: "edit", by, issue, set: { assignee: by } },
    { op: "transition", by, issue, to: STATUSES.progress.id },
    { op: "move", by, issue, project: site.projects[1]!.id },
  ] as const;
  deepEqual(seen.flatMap((operation) => names(apply(operation))), [
    "jira:issue_updated/issue_updated",
    "jira:issue_updated/issue_assigned",
    "jira:issue_updated/issue_generic",
    "jira:issue_updated/issue_moved",
  ]);
});

Deno.test("apply() tells in the changelog what was edited, and nothing when nothing was", () => {
  const { issue, by, apply } = createBench();
  const set = { summary: "Card form is slow", estimate: 5 };
  const [event] = decode(apply({ op: "edit", by, issue, set }));
  deepEqual(event!.changes.map(({ field, from, to }) => [field, from, to]), [
    ["summary", "Card form times out", "Card form is slow"],
    ["Story Points", null, "5"],
  ]);
  deepEqual(apply({ op: "edit", by, issue, set }), []);
});

Deno.test("apply() resolves done issues and takes the resolution back on reopening", () => {
  const { issue, by, apply } = createBench();
  const [done] = decode(apply({ op: "transition", by, issue, to: STATUSES.done.id }));
  ok(done!.snapshot!.core.resolution !== null);
  deepEqual(done!.changes.map(({ field }) => field), ["resolution", "status"]);
  const [reopened] = decode(apply({ op: "transition", by, issue, to: STATUSES.progress.id }));
  equal(reopened!.snapshot!.core.resolution, null);
});

Deno.test("apply() keeps the id and changes the key of a moved issue", () => {
  const { site, issue, by, apply } = createBench();
  const key = site.issues()[0]!.key;
  const target = site.projects[2]!;
  const [event] = decode(apply({ op: "move", by, issue, project: target.id }));
  equal(event!.snapshot!.core.id, issue);
  equal(event!.snapshot!.core.key, `${target.key}-1`);
  const change = event!.changes.find(({ field }) => field === "Key");
  deepEqual([change!.from, change!.to], [key, `${target.key}-1`]);
});

Deno.test("apply() tells of a Cloud comment once, without the issue's version", () => {
  const { site, issue, by, apply } = createBench();
  const before = site.truth()[0]!;
  const events = apply({ op: "comment", by, issue, text: "Fix is in review." });
  deepEqual(names(events), ["comment_created"]);
  const [event] = decode(events);
  equal(event!.snapshot, null);
  equal(event!.hint!.id, issue);
  equal(event!.part!.text, "Fix is in review.");
  equal(event!.part!.version, event!.timestamp);
  const after = site.truth()[0]!;
  ok(after.updated > before.updated);
  equal(after.told, before.told);
});

Deno.test("apply() tells of a Data Center comment twice, with the version from before it", () => {
  const { site, issue, by, apply } = createBench("datacenter");
  const before = site.truth()[0]!;
  const events = apply({ op: "comment", by, issue, text: "Fix is in review." });
  deepEqual(names(events), ["comment_created", "jira:issue_updated/issue_commented"]);
  equal(events[0]!.change, events[1]!.change);
  equal(events[0]!.body["issue"], undefined);
  const [bare, whole] = decode(events);
  equal(bare!.part!.version, whole!.part!.version);
  equal(whole!.snapshot!.updated, before.updated);
  ok(site.truth()[0]!.updated > before.updated);
});

Deno.test("apply() limits restricted comments to a role", () => {
  const { issue, by, apply } = createBench();
  const restricted = true;
  const [event] = decode(apply({ op: "comment", by, issue, text: "Secret.", restricted }));
  equal(event!.part!.restricted, true);
  equal(event!.part!.text, null);
});

Deno.test("apply() moves the version of an edited comment and keeps that of a deleted one", () => {
  const { site, issue, by, apply } = createBench();
  apply({ op: "comment", by, issue, text: "One." });
  const comment = site.issues()[0]!.comments[0]!.id;
  const [edited] = decode(apply({ op: "edit_comment", by, issue, comment, text: "Two." }));
  equal(edited!.part!.version, edited!.timestamp);
  const [deleted] = decode(apply({ op: "delete_comment", by, issue, comment }));
  equal(deleted!.part!.version, edited!.part!.version);
  equal(deleted!.part!.deleted, true);
  equal(site.issues()[0]!.comments.length, 0);
});

Deno.test("apply() tells of worklogs, files and links without the issue", () => {
  const { site, issue, by, apply } = createBench();
  apply({ op: "create", by, project: site.projects[0]!.id, type: "10002", summary: "Other" });
  const to = site.issues()[1]!.id;
  const file = { filename: "error.log", mimeType: "text/plain", size: 900 };
  const worklog = decode(apply({ op: "worklog", by, issue, seconds: 9_000, text: "Pairing" }));
  const attached = decode(apply({ op: "attach", by, issue, ...file }));
  const linked = decode(apply({ op: "link", by, issue, to, type: "10000" }));
  deepEqual(worklog.map(({ kind, touches }) => [kind, touches]), [["worklog", [issue]]]);
  deepEqual(attached.map(({ kind, issueId }) => [kind, issueId]), [
    ["attachment", null],
    ["updated", issue],
  ]);
  deepEqual(linked.map(({ kind, touches }) => [kind, [...touches].sort()]), [[
    "link",
    [issue, to].sort(),
  ]]);
});

Deno.test("apply() shows a link at both issues until it is removed", () => {
  const { site, issue, by, apply } = createBench();
  apply({ op: "create", by, project: site.projects[0]!.id, type: "10002", summary: "Other" });
  const to = site.issues()[1]!.id;
  apply({ op: "link", by, issue, to, type: "10000" });
  const linksIn = (id: string) => {
    const [event] = apply({ op: "edit", by, issue: id, set: { estimate: site.changes.length } });
    const { fields } = event!.body["issue"] as { fields: { issuelinks: unknown[] } };
    return fields.issuelinks.length;
  };
  deepEqual([linksIn(issue), linksIn(to)], [1, 1]);
  apply({ op: "unlink", by, link: site.links()[0]!.id });
  deepEqual([linksIn(issue), linksIn(to)], [0, 0]);
});

Deno.test("apply() deletes an issue at once and tells of what hung on it as Secondary", () => {
  const { site, issue, by, apply } = createBench();
  apply({ op: "comment", by, issue, text: "One." });
  apply({ op: "attach", by, issue, filename: "a.png", mimeType: "image/png", size: 1 });
  const lastEdit = site.truth()[0]!.updated;
  const events = apply({ op: "delete", by, issue });
  deepEqual(events.map(({ name, flow }) => [name, flow]), [
    ["jira:issue_deleted", "Primary"],
    ["comment_deleted", "Secondary"],
    ["attachment_deleted", "Secondary"],
  ]);
  equal(events[0]!.body["changelog"], undefined);
  equal(site.truth()[0]!.updated, lastEdit);
  equal(site.truth()[0]!.deleted, true);
  throws(() => apply({ op: "delete", by, issue }), RangeError);
});

Deno.test("apply() moves what is left in a closed sprint to the next one", () => {
  const { site, issue, by, apply } = createBench();
  const sprint = site.projects[0]!.sprints[0]!;
  apply({ op: "edit", by, issue, set: { sprint: sprint.id } });
  equal(decode(apply({ op: "start_sprint", by, sprint: sprint.id }))[0]!.action, "started");
  const [closed, moved] = apply({ op: "close_sprint", by, sprint: sprint.id });
  equal(decode([closed!])[0]!.action, "closed");
  deepEqual([moved!.name, moved!.flow], ["jira:issue_updated", "Secondary"]);
  equal(site.issues()[0]!.sprint!.id, sprint.id + 1);
});

Deno.test("apply() releases a version once", () => {
  const { site, by, apply } = createBench();
  const version = site.projects[0]!.versions[0]!.id;
  const events = decode(apply({ op: "release_version", by, version }));
  deepEqual(events.map(({ kind, action }) => [kind, action]), [["version", "released"]]);
  deepEqual(apply({ op: "release_version", by, version }), []);
});

Deno.test("apply() orders an issue's versions even while the clock stands still", () => {
  const site = createSite({ seed: 12, now: () => START });
  const by = site.people[0]!.id;
  const project = site.projects[0]!.id;
  const created = site.apply({ op: "create", by, project, type: "10004", summary: "One" });
  const issue = site.issues()[0]!.id;
  const edits = Array.from(
    { length: 20 },
    (_, index) => site.apply({ op: "edit", by, issue, set: { summary: `Edit ${index}` } }),
  ).flat();
  const versions = decode([...created, ...edits]).map(({ snapshot }) => snapshot!.updated);
  deepEqual(versions, [...new Set(versions)].sort((a, b) => a - b));
});

Deno.test("apply() refuses what is not there", () => {
  const { by, issue, apply } = createBench();
  throws(() => apply({ op: "delete", by, issue: "1" }), /no "1" at this site/);
  throws(() => apply({ op: "delete", by: "nobody", issue }), /no "nobody"/);
  throws(() => apply({ op: "transition", by, issue, to: "999" }), RangeError);
});
