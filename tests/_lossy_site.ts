/**
 * A long history of a simulated site: people work, issues are deleted, projects are archived and come
 * back, rights are lost; and of its webhooks some never arrive, the others late and in disorder.
 *
 * @module
 */

import { createRandom, type Random } from "../lib/simulator/random.ts";
import type { SimEvent } from "../lib/simulator/site_state.ts";
import { createStream } from "../lib/simulator/stream.ts";
import { type CensusStage, HOUR, MINUTE } from "./_census_stage.ts";

/** What is chosen of a history. */
export interface LossyOptions {
  readonly seed: number;
  readonly edits: number;
  /** Share (0 to 1) of the webhooks that never arrive. */
  readonly lost: number;
}

/** Deletes of one project: more at once would be held back for an operator. */
const DELETES = 15;

/** Jira delivers again for up to so long. */
const LATEST = 75 * MINUTE;

/** How long nothing arrives at all, in the middle of the history. */
const OUTAGE = 2 * HOUR;

interface Mail {
  readonly at: number;
  readonly event: SimEvent;
}

/** Lives the history through; ends when the last webhook has arrived. */
export async function live(stage: CensusStage, options: LossyOptions): Promise<void> {
  const random = createRandom(options.seed);
  const post = createPost(stage, { random: random.fork(), lost: options.lost });
  const { site, clock } = stage;
  const act = createActs(stage, random.fork());
  const outageFrom = Math.floor(options.edits / 2);
  for (let edit = 0; edit < options.edits; edit++) {
    clock.now += random.int(1_000, 20_000);
    if (edit === outageFrom) post.fail(clock.now + OUTAGE);
    post.send(site.apply(act(edit / options.edits)));
    await post.deliver();
  }
  clock.now += LATEST + MINUTE;
  await post.deliver();
}

/** The next thing somebody does, at some share of the way through the history. */
function createActs(stage: CensusStage, random: Random) {
  const { site } = stage;
  const stream = createStream(site, random);
  const deletes = new Map<string, number>();
  const plan = projectPlan(stage);
  return (share: number) => {
    if (plan.length > 0 && plan[0]!.from <= share) {
      const { act } = plan.shift()!;
      if (typeof act !== "function") return act;
      act();
    }
    while (true) {
      const next = stream.next();
      if (next.op !== "delete") return next;
      const project = site.find(next.issue)!.project.id;
      const count = deletes.get(project) ?? 0;
      if (count >= DELETES) continue;
      deletes.set(project, count + 1);
      return next;
    }
  };
}

/** What happens to projects, and to the account's rights. */
function projectPlan({ site }: CensusStage) {
  const { dialect } = site;
  const by = site.people[0]!.id;
  const [first, second, third, fourth] = site.projects.map(({ id }) => id);
  const levelled = () =>
    site.issues().filter(({ level, project }) => level !== null && project.id !== fourth).slice(
      0,
      5,
    ).map(({ id }) => id);
  return [
    { from: 0.1, act: { op: "archive_project", by, project: first! } as const },
    { from: 0.3, act: { op: "restore_project", by, project: first! } as const },
    { from: 0.35, act: () => site.hide({ projects: [second!] }) },
    { from: 0.55, act: () => site.show({ projects: [second!] }) },
    { from: 0.7, act: { op: "archive_project", by, project: second! } as const },
    // Data Center has no trash.
    ...dialect.flavour === "datacenter"
      ? []
      : [{ from: 0.8, act: { op: "trash_project", by, project: third! } as const }],
    { from: 0.85, act: () => site.hide({ issues: levelled() }) },
    { from: 0.9, act: () => site.hide({ projects: [fourth!] }) },
  ];
}

function createPost(
  { clock, tell }: CensusStage,
  { random, lost }: { readonly random: Random; readonly lost: number },
) {
  let mails: Mail[] = [];
  let failsUntil = 0;
  return {
    /** Nothing arrives until then, and nothing is sent again after. */
    fail: (until: number) => void (failsUntil = until),
    send: (events: readonly SimEvent[]) => {
      for (const event of events) {
        if (random.chance(lost) || clock.now < failsUntil) continue;
        const delay = random.chance(0.1) ? random.int(0, LATEST) : random.int(0, 3_000);
        mails.push({ at: clock.now + delay, event });
        if (random.chance(0.05)) mails.push({ at: clock.now + delay + 500, event });
      }
    },
    deliver: async () => {
      const due = mails.filter(({ at }) => at <= clock.now).sort((a, b) => a.at - b.at);
      mails = mails.filter(({ at }) => at > clock.now);
      await tell(due.map(({ event }) => event));
    },
  };
}
