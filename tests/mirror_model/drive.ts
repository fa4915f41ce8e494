/**
 * Delivers a history to a mirror in the order its delays give, takes the reads of the plan, then
 * does every read the mirror asks for until it asks for none.
 *
 * @module
 */

import type { Fact } from "../../lib/mirror/decide.ts";
import type { JiraEvent } from "../../lib/jira/types.ts";
import { MARGIN } from "../../lib/mirror/fact.ts";
import { snapshotOf } from "./events.ts";
import { type History, type Moment, START, type Told, type TrueIssue } from "./truth.ts";
import { createMirror, type Mirror, type Rules } from "./mirror.ts";
import type { Copy, Plan, Read } from "./plan.ts";

/** Reads one issue may need before something is wrong. */
const MOST_READS = 40;

/** When all is delivered and every page of before is old, ms after the last act. */
const AFTER_ALL = 5_200_000;

interface Step {
  readonly at: number;
  readonly fact: Fact;
}

/** Runs a history with reads; throws when the mirror never stops asking for reads. */
export function drive(rules: Rules, { plan, history }: { plan: Plan; history: History }): Mirror {
  const mirror = createMirror(rules, { canRefetch: true });
  const steps = inOrder([...deliveries(history), ...reads(plan, history), ...lastReads(history)]);
  let taken = 0;
  for (let now = START; steps.length > 0 || mirror.wanted.size > 0;) {
    const next = [...mirror.wanted].sort((a, b) => a[1] - b[1])[0];
    if (next !== undefined && (steps.length === 0 || next[1] <= steps[0]!.at)) {
      const [id, notBefore] = next;
      now = Math.max(now, notBefore);
      mirror.wanted.delete(id);
      mirror.apply(readNow(history, { id, now }), now);
      if (++taken > MOST_READS) throw new Error(`the mirror asked for ${taken} reads`);
    } else {
      const step = steps.shift()!;
      now = Math.max(now, step.at);
      mirror.apply(step.fact, now);
    }
  }
  return mirror;
}

/** Runs a history of webhooks alone, in the order their delays give. */
export function deliver(rules: Rules, history: History): Mirror {
  const mirror = createMirror(rules, { canRefetch: false });
  for (const { at, fact } of inOrder(deliveries(history))) mirror.apply(fact, at);
  return mirror;
}

function inOrder(steps: readonly Step[]): Step[] {
  return [...steps].sort((a, b) => a.at - b.at);
}

function deliveries({ told }: History): Step[] {
  return told.flatMap(({ event, copies, at }, index) =>
    copies.map((copy, nth) => {
      const receivedAt = Math.max(at, event.timestamp ?? at) + copy.delay;
      const delivery = `${index}.${nth}`;
      return {
        at: receivedAt,
        fact: { by: "webhook", event: bodyOf(event, copy), receivedAt, delivery } as const,
      };
    })
  );
}

/** The same event as another registration would send it. */
function bodyOf(event: JiraEvent, { body }: Copy): JiraEvent {
  const { snapshot } = event;
  if (body === "full" || snapshot === null) return event;
  if (body === "bare") {
    return event.part === null ? { ...event, snapshot: null, touches: [event.issueId!] } : event;
  }
  const { core, updated } = snapshot;
  if (body === "blurred") {
    return { ...event, snapshot: snapshotOf({ ...core, labels: ["blurred"] }, updated) };
  }
  const status = { ...core.status!, name: `etat ${core.status!.id}` };
  return { ...event, snapshot: { ...snapshot, core: { ...core, status } } };
}

function reads(plan: Plan, history: History): Step[] {
  return plan.reads.flatMap((read) => {
    const moment = momentAfter(history.issues[read.issue]!, read.after);
    return moment === null ? [] : [readAt(history.issues[read.issue]!, { read, moment })];
  });
}

function momentAfter({ moments }: TrueIssue, after: number): Moment | null {
  return moments.findLast(({ op }) => op <= after) ?? null;
}

function readAt(
  issue: TrueIssue,
  { read, moment }: { readonly read: Read; readonly moment: Moment },
): Step {
  const observedAt = moment.at + read.drift;
  const at = Math.max(moment.at, observedAt) + read.delay;
  return { at, fact: factOf(issue, { moment, by: read.by, observedAt }) };
}

function factOf(
  { id }: TrueIssue,
  { moment, by, observedAt }: {
    readonly moment: Moment;
    readonly by: Read["by"];
    readonly observedAt: number;
  },
): Fact {
  const { gone, snapshot } = moment;
  if (gone === null) return { by: by === "search" ? by : "id", snapshot, observedAt };
  if (by === "census") return { by: "gone", issueId: id, state: gone, observedAt };
  return { by: "absent", issueId: id, observedAt };
}

/** What no webhook tells is found by a search page, by the slow pass that reads by id, by a census. */
function lastReads({ issues, told, end, lost }: History): Step[] {
  return issues.flatMap((issue, index) => {
    const moment = issue.moments.at(-1);
    if (moment === undefined) return [];
    const census = { by: "census", at: end + AFTER_ALL } as const;
    if (moment.gone !== null) return issue.vanishedAt === null ? [] : [lastRead(issue, census)];
    const mine = told.filter((each) => each.issue === index);
    const isHidden = (since: number | null) => since !== null && !isShown(mine, since);
    if (isHidden(issue.fellAt)) return [lastRead(issue, { by: "id", at: end + 1_000 })];
    if (isHidden(issue.restoredAt)) return [lastRead(issue, finder(issue, end))];
    return lost ? [lastRead(issue, { by: "search", at: end + 1_000 })] : [];
  });
}

/** A search page shows that an issue is back once it can't lag; a read by id at once. */
function finder({ moments }: TrueIssue, end: number) {
  const isSearched = moments.length % 2 === 0;
  return isSearched
    ? { by: "search", at: end + 600_000 } as const
    : { by: "id", at: end + 1_000 } as const;
}

function lastRead(
  issue: TrueIssue,
  { by, at }: { readonly by: Read["by"]; readonly at: number },
): Step {
  return {
    at: at + 65_000,
    fact: factOf(issue, { moment: issue.moments.at(-1)!, by, observedAt: at }),
  };
}

/** Whether something told later gives away what happened unseen. */
function isShown(told: readonly Told[], hiddenAt: number): boolean {
  return told.some(({ at, event: { kind, snapshot }, copies, cascade }) => {
    // A picture that looks as old as what fell away is odd only when its event is clearly later.
    const isNew = snapshot === null || snapshot.updated > hiddenAt;
    const since = at - hiddenAt - 1_000;
    return since > (isNew ? 0 : MARGIN) && copies.length > 0 && !cascade && kind !== "deleted";
  });
}

/** Reads everything once more, long after, and delivers all there ever was again. */
export function replay(mirror: Mirror, history: History): void {
  const later = history.end + 50 * 60 * 60_000;
  for (const issue of history.issues) {
    const moment = issue.moments.at(-1);
    if (moment === undefined || moment.gone !== null) continue;
    mirror.apply(factOf(issue, { moment, by: "id", observedAt: later }), later);
  }
  for (const { fact } of deliveries(history)) {
    if (fact.by === "webhook") mirror.apply({ ...fact, receivedAt: later }, later);
  }
}

function readNow(
  { issues }: History,
  { id, now }: { readonly id: string; readonly now: number },
): Fact {
  const issue = issues.find((each) => each.id === id)!;
  const moment = issue.moments.findLast(({ at }) => at <= now) ?? null;
  if (moment === null) return { by: "absent", issueId: id, observedAt: now };
  return factOf(issue, { moment, by: "id", observedAt: now });
}

/** The events that reached the mirror. */
export function toldTo({ told }: History): readonly Told[] {
  return told.filter(({ copies }) => copies.length > 0);
}
