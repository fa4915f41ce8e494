import assert from "node:assert/strict";
import { decodeEvent } from "../lib/jira/event.ts";
import type { JiraEvent } from "../lib/jira/types.ts";
import { diffCores } from "../lib/mirror/diff.ts";
import type { IssueRow } from "../lib/mirror/types.ts";
import type { Flavour } from "../lib/simulator/model.ts";
import type { Random } from "../lib/simulator/random.ts";
import { createStream } from "../lib/simulator/stream.ts";
import { SWEEP_EVERY } from "../lib/sync/sweep/sweep.ts";
import { compare, IMPORTED, openSimulated, type Simulated } from "./_sync_simulated.ts";
import { settleDown } from "./_sync_stage.ts";

/** Things done at the site in one run. */
const EDITS = 2_000;

/** Webhooks under way at a time: any of them may be the next to arrive. */
const UNDER_WAY = 12;

/** The webhooks of a day's work as they arrive: some never, the others in disorder. */
function* webhooks(
  { site, random, clock }: Simulated,
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
async function deliverAll(on: Simulated, lost: number): Promise<JiraEvent[]> {
  const held: JiraEvent[] = [];
  for (const event of webhooks(on, lost)) {
    const { status } = await on.deliver(event);
    if (status === "held") held.push(event);
  }
  return held;
}

/** Issues whose columns the repair changed: what clients must be told. */
function changed(before: Map<string, IssueRow>, after: Map<string, IssueRow>): string[] {
  return [...after].flatMap(([id, row]) => {
    const known = before.get(id);
    return known !== undefined && diffCores(known.core, row.core).length === 0 ? [] : [id];
  });
}

const RUNS: readonly (readonly [Flavour, lost: number, seed: number])[] = [
  ["cloud", 0.01, 11],
  ["cloud", 0.2, 12],
  ["cloud", 1, 13],
  ["cloud", 0.2, 14],
  ["datacenter", 0.01, 15],
  ["datacenter", 0.2, 16],
  ["datacenter", 1, 17],
];

for (const [flavour, lost, seed] of RUNS) {
  Deno.test(`convergence: with ${lost * 100} % of webhooks lost (${flavour}, seed ${seed}) one sweep makes the mirror the site`, async () => {
    await using on = await openSimulated({ seed, flavour });
    const { stage, site } = on;
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
