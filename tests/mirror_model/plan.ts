/**
 * Plans of true histories: what happens to two issues, how Jira tells of it, and which reads are
 * taken meanwhile. A plan is plain data, so that a failing one shrinks.
 *
 * @module
 */

import fc from "fast-check";

/**
 * What can happen to an issue. `silent` edits don't move `updated`; `fall` goes back to a backup;
 * `hide` takes it away without a word: archived or trashed with its project, or no longer visible.
 */
export const ACTS = [
  "edit",
  "silent",
  "move",
  "comment",
  "comment_dc",
  "recomment",
  "uncomment",
  "worklog",
  "delete",
  "hide",
  "restore",
  "fall",
] as const;

/** One of {@linkcode ACTS}. */
export type Act = typeof ACTS[number];

/**
 * A copy of a webhook: `renamed` shows other display names, `blurred` another content, `bare` leaves
 * the issue's fields out.
 */
export interface Copy {
  readonly delay: number;
  readonly body: "full" | "renamed" | "blurred" | "bare";
}

/** One true change, `gap` ms after the one before. Without copies its webhook is lost. */
export interface Op {
  readonly act: Act;
  readonly issue: 0 | 1;
  readonly gap: number;
  readonly value: number;
  /** Ms from the change to the event's `timestamp`. */
  readonly skew: number;
  readonly copies: readonly Copy[];
}

/**
 * A read of an issue's state `after` so many ops, that began `drift` ms off, used `delay` later. That
 * of a `census` finds a missing issue gone.
 */
export interface Read {
  readonly by: "id" | "search" | "census";
  readonly issue: 0 | 1;
  readonly after: number;
  readonly drift: number;
  readonly delay: number;
}

/** A history with its deliveries and reads. */
export interface Plan {
  readonly ops: readonly Op[];
  readonly reads: readonly Read[];
}

const DELAYS = [0, 300, 2_500, 20_000, 65_000, 400_000, 4_500_000] as const;

const delay = fc.constantFrom(...DELAYS);

const copy: fc.Arbitrary<Copy> = fc.record({
  delay,
  body: fc.constantFrom<Copy["body"]>("full", "full", "full", "renamed", "bare"),
});

/** Most histories lose nothing; what is lost is left to a read at the end. */
const copies = fc.oneof(
  { weight: 12, arbitrary: fc.array(copy, { minLength: 1, maxLength: 3 }) },
  { weight: 1, arbitrary: fc.constant([]) },
);

/** Each plan has a few kinds of changes only, so that what they do to each other is met often. */
function opOf(acts: readonly Act[]): fc.Arbitrary<Op> {
  return fc.record({
    act: fc.constantFrom(...acts),
    issue: fc.constantFrom(0 as const, 0 as const, 0 as const, 1 as const),
    gap: fc.constantFrom(0, 0, 1, 50, 5_000, 45_000, 130_000, 1_200_000),
    value: fc.nat(2),
    skew: fc.constantFrom(0, 3, 200),
    copies,
  });
}

function opsOf(acts: readonly Act[]): fc.Arbitrary<Op[]> {
  return fc.subarray([...acts], { minLength: 2 }).chain((some) =>
    fc.array(opOf(["edit", ...some]), { minLength: 1, maxLength: 12 })
  );
}

const read: fc.Arbitrary<Read> = fc.oneof(
  fc.record({
    by: fc.constantFrom("id" as const, "id" as const, "census" as const),
    issue: fc.constantFrom(0 as const, 0 as const, 1 as const),
    after: fc.nat(12),
    // Slow requests begin before the state they show; replicas lag behind by less than the margin.
    drift: fc.constantFrom(-3_000, -200, 0, 700, 20_000, 55_000),
    delay,
  }),
  fc.record({
    by: fc.constant("search" as const),
    issue: fc.constantFrom(0 as const, 0 as const, 1 as const),
    after: fc.nat(12),
    drift: fc.constantFrom(-200, 0, 700, 50_000, 600_000),
    delay,
  }),
);

/** Plans of up to 12 changes, so that what happened to one issue fits its row's memory. */
export const plans: fc.Arbitrary<Plan> = fc.record({
  ops: opsOf(ACTS),
  reads: fc.array(read, { maxLength: 4 }),
});

/** Webhooks tell it all: nothing is lost, and nothing happens that only a read can show. */
const UNTOLD: readonly Act[] = ["restore", "fall", "hide"];
const TOLD = ACTS.filter((act) => !UNTOLD.includes(act));

/**
 * Plans with webhooks alone. Bodies without the issue's fields are left out: where no issue can be
 * read they leave nothing to remember them by. With one distance from change to event, event times
 * tell the order.
 */
export const webhookPlans: fc.Arbitrary<Plan> = fc.tuple(
  opsOf(TOLD),
  fc.constantFrom("renamed" as const, "blurred" as const),
).map(([ops, body]) => ({ ops: ops.map((each) => toldWhole(each, body)), reads: [] }));

function toldWhole(op: Op, other: Copy["body"]): Op {
  const copies = op.copies.map(({ delay, body }) => ({
    delay,
    body: body === "full" ? body : other,
  }));
  return { ...op, skew: 3, copies: copies.length === 0 ? [{ delay: 0, body: "full" }] : copies };
}

/** The same history, with deliveries delayed otherwise. */
export function rescheduled({ ops, reads }: Plan): fc.Arbitrary<Plan> {
  const others = ops.map((each) =>
    fc.tuple(...each.copies.map(({ body }) => fc.record({ body: fc.constant(body), delay })))
      .map((copies): Op => ({ ...each, copies }))
  );
  return fc.tuple(...others).map((ops) => ({ ops, reads }));
}

/**
 * Plans in which nothing is in doubt: bodies agree, event times tell the order, reads show what
 * was when they began, and all that happens is told.
 */
export const calmPlans: fc.Arbitrary<Plan> = plans.map(({ ops, reads }) => ({
  ops: ops.filter(({ act }) => !UNTOLD.includes(act)).map((each) => ({
    ...each,
    skew: 3,
    // Bodies without a changelog are ordered by time alone, and contents are told apart by summary.
    gap: each.act === "comment_dc" ? Math.max(1, each.gap) : each.gap,
    value: each.act === "move" ? each.value : 0,
    // Only a census finds a delete that is not told.
    copies: each.act === "delete" && each.copies.length === 0
      ? [{ delay: 0, body: "full" as const }]
      : each.copies.map(({ delay }) => ({ delay, body: "full" as const })),
  })),
  reads: reads.filter(({ by }) => by === "id").slice(0, 1).map((each) => ({ ...each, drift: 0 })),
}));
