import assert from "node:assert/strict";
import { createJiraClient } from "../lib/jira/rest/client.ts";
import { decodeEvent } from "../lib/jira/event.ts";
import type { JiraEvent } from "../lib/jira/types.ts";
import { diffCores } from "../lib/mirror/diff.ts";
import type { IssueRow } from "../lib/mirror/types.ts";
import { createRandom, type Random } from "../lib/simulator/random.ts";
import { createRest, SIMULATED_CREDENTIALS } from "../lib/simulator/rest/rest.ts";
import { createSite, type Site } from "../lib/simulator/site.ts";
import { createOperation, createStream } from "../lib/simulator/stream.ts";
import { SWEEP_EVERY } from "../lib/sync/sweep.ts";
import type { Clock } from "./_sync_jira.ts";
import { openStage, settleDown, type Stage, START } from "./_sync_stage.ts";

/** Things done at the site in one run. */
const EDITS = 2_000;

/** Issues of today that the import finds, and tells. */
const IMPORTED = 60;

/** Webhooks under way at a time: any of them may be the next to arrive. */
const UNDER_WAY = 12;

/** A site of some issues, its REST API and a mirror that has all of them. */
async function openSite(seed: number) {
  const clock: Clock = { now: START };
  const random = createRandom(seed);
  const site = createSite({ seed, now: () => clock.now });
  for (let n = 0; n < IMPORTED; n++) site.applySilently(createOperation(site, random));
  const { handle } = createRest(site);
  const { email, token } = SIMULATED_CREDENTIALS;
  const reader = createJiraClient({
    access: { kind: "api_token", baseUrl: site.dialect.base, email, token },
    fetch: (input, init) => handle(new Request(input, init)),
    now: () => clock.now,
  });
  const stage = await openStage({ clock, reader });
  const isolate = stage.isolate({ readsNothing: true });
  await isolate.engine.everyMinute();
  return { ...isolate, stage, site, random, clock };
}

type Open = Awaited<ReturnType<typeof openSite>>;

/** The webhooks of a day's work as they arrive: some never, the others in disorder. */
function* webhooks(
  { site, random, clock }: Open,
  lost: number,
): Generator<JiraEvent> {
  const stream = createStream(site, random.fork());
  const underWay: JiraEvent[] = [];
  const mail = random.fork();
  for (let n = 0; n < EDITS; n++) {
    clock.now += random.int(500, 5_000);
    for (const { body } of site.apply(stream.next())) {
      // What goes over the wire, so that nothing is shared with the site.
      if (!mail.chance(lost)) underWay.push(decodeEvent(JSON.parse(JSON.stringify(body))));
    }
    while (underWay.length > UNDER_WAY) yield take(underWay, mail);
  }
  while (underWay.length > 0) yield take(underWay, mail);
}

function take(events: JiraEvent[], random: Random): JiraEvent {
  return events.splice(random.int(0, events.length - 1), 1)[0]!;
}

/** Delivers what arrives; gives what must wait for its issue. */
async function deliverAll(on: Open, lost: number): Promise<JiraEvent[]> {
  const held: JiraEvent[] = [];
  for (const event of webhooks(on, lost)) {
    const { status } = await on.deliver(event);
    if (status === "held") held.push(event);
  }
  return held;
}

/** How the mirror differs from the site in issues that are alive. */
async function compare(stage: Stage, site: Site) {
  const rows = new Map<string, IssueRow>((await stage.rows()).map((row) => [row.core.id, row]));
  const alive = site.truth().filter(({ deleted }) => !deleted);
  const missed = alive.filter(({ id }) => !rows.has(id));
  const stale = alive.filter(({ id, updated }) =>
    rows.has(id) && rows.get(id)!.updated !== updated
  );
  return { rows, missed: missed.map(({ id }) => id), stale: stale.map(({ id }) => id) };
}

/** Issues whose columns the repair changed: what clients must be told. */
function changed(before: Map<string, IssueRow>, after: Map<string, IssueRow>): string[] {
  return [...after].flatMap(([id, row]) => {
    const known = before.get(id);
    return known !== undefined && diffCores(known.core, row.core).length === 0 ? [] : [id];
  });
}

for (const [lost, seed] of [[0.01, 11], [0.2, 12], [1, 13], [0.2, 14]] as const) {
  Deno.test(`convergence: with ${lost * 100} % of webhooks lost (seed ${seed}) one sweep makes the mirror the site`, async () => {
    const on = await openSite(seed);
    const { stage, site } = on;
    await using _ = stage;
    const held = await deliverAll(on, lost);
    settleDown(stage);
    on.clock.now += SWEEP_EVERY;

    const before = await compare(stage, site);
    const from = (await stage.feed()).length;
    await on.engine.everyMinute();
    const after = await compare(stage, site);
    assert.deepEqual({ missed: after.missed, stale: after.stale }, { missed: [], stale: [] });
    for (const truth of site.truth().filter(({ deleted }) => !deleted)) {
      const { core } = after.rows.get(truth.id)!;
      assert.deepEqual(
        [core.key, core.project?.key, core.status?.name, core.assignee?.id ?? null, core.summary],
        [truth.key, truth.project, truth.status, truth.assignee, truth.summary],
      );
    }

    const { drift, kind, outcome } = (await stage.runs()).at(-1)!;
    assert.deepEqual([kind, outcome], ["sweep", "done"]);
    assert.deepEqual(
      { missed: drift.missed, stale: drift.stale, repaired: drift.repaired },
      {
        missed: before.missed.length,
        stale: before.stale.length,
        repaired: before.missed.length + before.stale.length,
      },
    );
    assert.ok(before.missed.length + before.stale.length > (lost < 0.1 ? 0 : 20), "much was lost");
    if (lost === 1) assert.equal(from, IMPORTED, "nothing but the import was told before");

    const told = (await stage.feed()).slice(from);
    assert.ok(told.every(({ source }) => source === "sync"));
    const expected = changed(before.rows, after.rows);
    assert.deepEqual(told.map(({ issue }) => issue!.id).sort(), expected.sort());

    // What waited for its issue can be told now, and changes nothing that was found.
    for (const event of held) assert.notEqual((await on.deliver(event)).status, "held");
    const end = await compare(stage, site);
    assert.deepEqual({ missed: end.missed, stale: end.stale }, { missed: [], stale: [] });
  });
}
