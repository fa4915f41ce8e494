import { deepEqual, equal, notDeepEqual, ok } from "node:assert/strict";
import { decodeEvent } from "../jira/event.ts";
import type { JiraEvent } from "../jira/types.ts";
import type { Flavour } from "./model.ts";
import { createRandom } from "./random.ts";
import { createSite, type IssueTruth, type Site } from "./site.ts";
import type { SimEvent } from "./site_state.ts";
import { createStream } from "./stream.ts";

interface History {
  readonly site: Site;
  readonly events: readonly SimEvent[];
}

/** What a full body tells of an issue. */
type Fact = Omit<IssueTruth, "told" | "place">;

/** Lets a team work for that many operations, one every 700 ms. */
function work(options: { seed: number; flavour?: Flavour; operations?: number }): History {
  let now = Date.UTC(2026, 8, 1, 9);
  const { seed, flavour = "cloud", operations = 1_500 } = options;
  const site = createSite({ seed, now: () => now, flavour });
  const stream = createStream(site, createRandom(seed));
  const events = Array.from({ length: operations }, () => {
    now += 700;
    return site.apply(stream.next());
  }).flat();
  return { site, events };
}

function decodeAll(events: readonly SimEvent[]): JiraEvent[] {
  return events.map(({ body }) => decodeEvent({ ...body }));
}

/** The state one gets by taking the newest snapshot of each issue, in order of arrival. */
function fold(events: readonly JiraEvent[]): Map<string, Fact> {
  const state = new Map<string, Fact>();
  for (const { snapshot, kind } of events) {
    if (snapshot === null) continue;
    const { core, updated } = snapshot;
    const known = state.get(core.id);
    if (known !== undefined && known.updated > updated) continue;
    state.set(core.id, {
      id: core.id,
      key: core.key,
      project: core.project!.key,
      status: core.status!.name,
      assignee: core.assignee?.id ?? null,
      summary: core.summary,
      updated,
      deleted: kind === "deleted",
    });
  }
  return state;
}

function trueState(site: Site): Map<string, Fact> {
  return new Map(
    site.truth().map(({ told, place: _, ...truth }) => [truth.id, { ...truth, updated: told }]),
  );
}

Deno.test("createStream() gives the same webhooks for the same seed", () => {
  const texts = (seed: number) => work({ seed, operations: 300 }).events.map((it) => it.body);
  deepEqual(texts(5), texts(5));
  notDeepEqual(texts(5), texts(6));
});

for (const flavour of ["cloud", "datacenter"] as const) {
  Deno.test(`truth() of a ${flavour} site is what folding its webhooks gives`, () => {
    const { site, events } = work({ seed: 21, flavour });
    ok(site.truth().some(({ deleted }) => deleted), "nothing was deleted");
    deepEqual(fold(decodeAll(events)), trueState(site));
  });

  Deno.test(`a ${flavour} site's webhooks name every change, and each by itself`, () => {
    const { site, events } = work({ seed: 22, flavour });
    const told = Map.groupBy(events, ({ change }) => change);
    deepEqual([...told.keys()], site.changes.map((_, index) => index));
    for (const [index, list] of told) {
      deepEqual(list.map(({ name }) => name), site.changes[index]!.events);
    }
  });

  Deno.test(`a ${flavour} site's changes agree with what its webhooks say`, () => {
    const { site, events } = work({ seed: 23, flavour });
    events.forEach(({ body, change, name }) => {
      const told = decodeEvent({ ...body });
      const { timestamp, changelogId, issueId, part } = site.changes[change]!;
      equal(told.name, name);
      equal(told.timestamp, timestamp);
      equal(told.changelogId, changelogId);
      if (told.issueId !== null) equal(told.issueId, issueId);
      if (told.part !== null && told.part.kind !== "updated") equal(told.part.id, part!.id);
    });
  });
}

Deno.test("a site's changelog ids increase over all issues, and issue versions over their own", () => {
  const { site, events } = work({ seed: 24 });
  const ids = site.changes.flatMap(({ changelogId }) => changelogId ?? []).map(Number);
  ok(ids.length > 500);
  deepEqual(ids, ids.toSorted((a, b) => a - b));
  equal(new Set(ids).size, ids.length);
  const last = new Map<string, number>();
  for (const { kind, snapshot } of decodeAll(events)) {
    if (snapshot === null || kind === "deleted") continue;
    ok(snapshot.updated > (last.get(snapshot.core.id) ?? 0));
    last.set(snapshot.core.id, snapshot.updated);
  }
});

Deno.test("an event comes 0 to 356 ms after the version it shows", () => {
  const { events } = work({ seed: 25 });
  const lags = decodeAll(events).flatMap(({ kind, snapshot, timestamp }) =>
    snapshot === null || kind === "deleted" ? [] : [timestamp! - snapshot.updated]
  );
  ok(Math.min(...lags) >= 0 && Math.max(...lags) <= 356);
  ok(new Set(lags).size > 100);
});

Deno.test("createStream() leaves projects alone that aren't live", () => {
  const site = createSite({ seed: 27, now: () => Date.UTC(2026, 8, 1, 9) });
  const stream = createStream(site, createRandom(27));
  const random = createRandom(28);
  const by = site.people[0]!.id;
  const states = new Set<string>();
  for (let i = 0; i < 1_500; i++) {
    site.apply(stream.next());
    // The first project stays, so that there is always somewhere to work.
    const project = random.pick(site.projects.slice(1));
    const op = random.pick(["archive_project", "trash_project", "restore_project"] as const);
    if (random.chance(0.05)) site.apply({ op, by, project: project.id });
    states.add(site.projects.map(({ status }) => status).join());
  }
  ok(states.size > 10, "the projects hardly changed");
});

Deno.test("createStream() does everything a team does", () => {
  const { events, site } = work({ seed: 26 });
  const seen = new Set(decodeAll(events).map(({ kind, action }) => `${kind} ${action}`));
  for (
    const wanted of [
      "created created",
      "updated updated",
      "deleted deleted",
      "commented created",
      "commented updated",
      "commented deleted",
      "worklog created",
      "attachment created",
      "link created",
      "link deleted",
      "sprint started",
      "sprint closed",
      "version released",
    ]
  ) ok(seen.has(wanted), `nobody did: ${wanted}; seen: ${[...seen].join(", ")}`);
  ok(
    site.truth().some(({ id, key }) =>
      site.issues().some((it) => it.id === id && it.key === key && it.formerKeys.length > 0)
    ),
    "nothing was moved",
  );
});
