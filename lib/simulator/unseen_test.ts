import { deepEqual, equal, ok, throws } from "node:assert/strict";
import type { Operation } from "./operations.ts";
import { createSite, type Site } from "./site.ts";

const NOW = Date.UTC(2026, 8, 1, 9);

function grown(issues = 8): { site: Site; by: string; ids: string[] } {
  const site = createSite({ seed: 61, now: () => NOW });
  site.grow({ issues });
  return { site, by: site.people[0]!.id, ids: site.issues().map(({ id }) => id) };
}

function truthOf(site: Site, id: string) {
  return site.truth().find((it) => it.id === id)!;
}

Deno.test("grow() fills the projects in turn with issues nobody was told of", () => {
  const { site } = grown(200);
  const perProject = Map.groupBy(site.truth(), ({ project }) => project);
  deepEqual([...perProject.values()].map((list) => list.length), [50, 50, 50, 50]);
  ok(site.truth().every(({ told, updated }) => told === 0 && updated <= NOW));
  equal(site.changes.length, 0);
});

Deno.test("applySilently() changes an issue like apply(), and tells nobody", () => {
  const { site, by, ids } = grown();
  site.applySilently({ op: "edit", by, issue: ids[0]!, set: { summary: "Silently edited" } });
  const truth = truthOf(site, ids[0]!);
  deepEqual([truth.summary, truth.told], ["Silently edited", 0]);
  ok(truth.updated >= NOW - 356);
  deepEqual(site.changes.map(({ events }) => events), [[]]);
  site.apply({ op: "edit", by, issue: ids[0]!, set: { summary: "Told" } });
  ok(truthOf(site, ids[0]!).told > truth.updated);
});

Deno.test("alter() leaves `updated` as it was, or sets it back", () => {
  const { site, ids } = grown();
  const { updated } = truthOf(site, ids[1]!);
  site.alter({ issue: ids[1]!, set: { summary: "Drifted" } });
  deepEqual(truthOf(site, ids[1]!).updated, updated);
  site.alter({ issue: ids[1]!, set: { summary: "Restored" }, updated: updated - 60_000 });
  const { summary, updated: fallen } = truthOf(site, ids[1]!);
  deepEqual([summary, fallen], ["Restored", updated - 60_000]);
});

Deno.test("bringBack() revives a deleted issue under its old id", () => {
  const { site, by, ids } = grown();
  site.apply({ op: "delete", by, issue: ids[2]! });
  ok(truthOf(site, ids[2]!).deleted);
  site.bringBack(ids[2]!);
  ok(!truthOf(site, ids[2]!).deleted);
  ok(site.issues().some(({ id }) => id === ids[2]!));
});

Deno.test("hide() and show() change what the account sees, and nothing else", () => {
  const { site, ids } = grown();
  const project = site.projects[1]!;
  site.hide({ issues: [ids[0]!], projects: [project.id] });
  equal(truthOf(site, ids[0]!).place, "hidden");
  ok(
    site.truth().filter((it) => it.project === project.key)
      .every(({ place }) => place === "hidden"),
  );
  equal(site.issues().length, ids.length);
  site.show({ issues: [ids[0]!], projects: [project.id] });
  ok(site.truth().every(({ place }) => place === "live"));
});

Deno.test("a project goes to the archive, back, to the trash, back, and away for good", () => {
  const { site, by } = grown();
  const { id, key } = site.projects[0]!;
  const act = (op: "archive_project" | "trash_project" | "restore_project" | "delete_project") => {
    const [event] = site.apply({ op, by, project: id });
    const { place, deleted } = site.truth().find(({ project }) => project === key)!;
    return [event!.name, deleted ? "deleted" : place];
  };
  deepEqual(act("archive_project"), ["project_archived", "archived"]);
  deepEqual(act("restore_project"), ["project_restored_archived", "live"]);
  deepEqual(act("trash_project"), ["project_soft_deleted", "trashed"]);
  deepEqual(act("restore_project"), ["project_restored_deleted", "live"]);
  deepEqual(act("delete_project"), ["project_deleted", "deleted"]);
});

Deno.test("nobody works in a project that isn't live, and nothing happens to it twice", () => {
  const { site, by } = grown();
  const project = site.projects[0]!;
  const issue = site.issues().find((it) => it.project === project)!;
  const archive: Operation = { op: "archive_project", by, project: project.id };
  site.apply(archive);
  deepEqual(site.apply(archive), []);
  throws(() => site.apply({ op: "edit", by, issue: issue.id, set: { summary: "No" } }), /archived/);
  ok(!site.issues().includes(issue));
});
