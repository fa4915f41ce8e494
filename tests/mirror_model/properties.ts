/**
 * The properties of the mirror, as functions of the code under test.
 *
 * @module
 */

import assert from "node:assert/strict";
import fc from "fast-check";
import { assertNeverBack, assertNoNeedlessReads, assertSaidOnce } from "./calm_laws.ts";
import { deliver, drive, replay } from "./drive.ts";
import { play } from "./history.ts";
import * as laws from "./laws.ts";
import type { Mirror, Rules } from "./mirror.ts";
import { calmPlans, type Plan, plans, rescheduled, webhookPlans } from "./plan.ts";
import type { History } from "./truth.ts";

/**
 * Whatever the order, number and delay of what is told, and whenever reads are taken: once the
 * reads asked for are done the mirror is true, each change was shown once, and telling everything
 * again changes nothing.
 */
export function convergence(rules: Rules): fc.IProperty<[Plan]> {
  return fc.property(plans, (plan) => {
    const history = play(plan);
    const mirror = drive(rules, { plan, history });
    assertAll(mirror, history);
    replay(mirror, history);
    assertAll(mirror, history);
  });
}

function assertAll(mirror: Mirror, history: History): void {
  laws.assertTrueState(mirror, history);
  laws.assertParts(mirror, history);
  laws.assertAliases(mirror, history);
  laws.assertKeysKnown(mirror, history);
  laws.assertShownOnce(mirror, history);
  laws.assertNothingSilent(mirror);
  laws.assertGoneOnce(mirror);
  laws.assertLateMarked(mirror);
  laws.assertNoCascades(mirror, history);
  laws.assertScopesKnown(mirror, history);
  laws.assertPartsInOrder(mirror);
}

/** Where nothing is in doubt the mirror is never behind itself, and nothing is said twice. */
export function calm(rules: Rules): fc.IProperty<[Plan]> {
  return fc.property(calmPlans, (plan) => {
    const history = play(plan);
    const mirror = drive(rules, { plan, history });
    assertNeverBack(mirror, history);
    assertSaidOnce(mirror, history);
    assertNoNeedlessReads(mirror, history);
  });
}

/** Without reads, two orders of the same deliveries end in the same mirror: the true one. */
export function confluence(rules: Rules): fc.IProperty<[[Plan, Plan]]> {
  const pairs = webhookPlans.chain((plan) => fc.tuple(fc.constant(plan), rescheduled(plan)));
  return fc.property(pairs, ([first, second]) => {
    const [one, other] = [play(first), play(second)];
    const [mirror, twin] = [deliver(rules, one), deliver(rules, other)];
    assert.deepEqual(essence(mirror, one), essence(twin, other));
    laws.assertShownOnce(mirror, one);
    laws.assertNothingSilent(mirror);
    laws.assertFormerKeys(mirror, one);
    if (!first.ops.some(({ copies }) => copies.some(({ body }) => body === "blurred"))) {
      assertToldContent(mirror, one);
    }
  });
}

/** What may not depend on the order: columns, tombstones, parts and keys. */
function essence({ rows, parts, aliases }: Mirror, { told }: History): unknown {
  const fuzzy = new Set(told.filter(({ cascade }) => cascade).map(({ event }) => event.part!.id));
  return {
    rows: rows.values().map(({ core, updated, hash, tombstone }) =>
      `${core.id} ${updated} ${hash} ${tombstone?.at}`
    ).toArray().sort(),
    parts: parts.values().filter(({ id }) => !fuzzy.has(id)).map(({ id, version, deleted }) =>
      `${id} ${version} ${deleted}`
    ).toArray().sort(),
    aliases: aliases.entries().map(([key, { id, current }]) => `${key} ${id} ${current}`)
      .toArray().sort(),
  };
}

/** Comments move only `updated`, and webhooks don't tell; the content they do tell. */
function assertToldContent({ rows }: Mirror, { issues }: History): void {
  for (const { id, moments } of issues) {
    const truth = moments.at(-1);
    if (truth === undefined) continue;
    assert.equal(rows.get(id)?.hash, truth.snapshot.hash, `content of issue ${id}`);
  }
}
