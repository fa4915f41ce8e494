/**
 * What people write in Jira: summaries, descriptions, comments and work descriptions, composed from
 * phrases so that they read like a team at work.
 *
 * @module
 */

import type { Random } from "./random.ts";
import type { Theme } from "./themes.ts";

const WISHES = [
  "preview",
  "search in",
  "share",
  "undo changes in",
  "get notified about",
  "compare two versions of",
  "filter",
  "hand over",
] as const;

const CHORES = [
  "Add tests for",
  "Document",
  "Remove dead code from",
  "Add metrics to",
  "Write a runbook for",
  "Put a feature flag around",
  "Reduce log noise of",
  "Review permissions of",
  "Load-test",
  "Simplify",
] as const;

const FINDINGS = [
  "I can reproduce this on staging.",
  "Could not reproduce it locally, but the logs show it happened 14 times since Monday.",
  "The cause is a missing index; the query scans the whole table.",
  "It only happens when the cache is cold.",
  "Two requests race here, and the second one wins.",
  "The retry swallows the first error, so we never see it.",
  "Rolled back on production, numbers are back to normal.",
  "The design is agreed; screenshots are in the attachment.",
  "This turned out larger than estimated, so I split the rest off.",
  "Verified on staging with the data from the report.",
] as const;

const NEXT_STEPS = [
  "Fix is in review.",
  "Will pick this up tomorrow morning.",
  "Adding a regression test before closing.",
  "Waiting for an answer from the vendor.",
  "Let's discuss it in refinement.",
  "Goes out with the next release.",
  "No customer is affected at the moment.",
  "I would rather fix the cause than patch this twice.",
] as const;

const WORK = [
  "Investigation and a first fix",
  "Pairing on the failing test",
  "Code review",
  "Rolled out to staging and watched the metrics",
  "Wrote the migration and tried it on a copy",
  "Talked it through with support",
] as const;

const GOALS = [
  "Fewer open incidents",
  "Ship the beta",
  "Finish the migration",
  "Clean up before the holidays",
  "Make the slow parts fast",
] as const;

/** A summary as a team with that vocabulary would write it for an issue of the named type. */
export function writeSummary(theme: Theme, options: { type: string; random: Random }): string {
  const { type, random } = options;
  const thing = random.pick(theme.things);
  switch (type) {
    case "Bug":
      return `${capitalise(thing)} ${random.pick(theme.symptoms)} ${random.pick(theme.conditions)}`;
    case "Story":
      return `Let ${random.pick(theme.people)} ${random.pick(WISHES)} the ${thing}`;
    default:
      return `${random.pick(CHORES)} the ${thing}`;
  }
}

/** A description in Jira's wiki markup; now and then there is none. */
export function writeDescription(
  theme: Theme,
  options: { type: string; random: Random },
): string | null {
  const { type, random } = options;
  if (random.chance(0.12)) return null;
  const thing = random.pick(theme.things);
  const service = random.pick(theme.services);
  if (type === "Bug") {
    return `Seen in {{${service}}}.\n\nh3. Steps to reproduce\n# Open the ${thing} ` +
      `${
        random.pick(theme.conditions)
      }\n# Wait for the answer\n\nh3. Expected\nIt works as documented.\n\n` +
      `h3. Actual\nIt ${random.pick(theme.symptoms)}.`;
  }
  const who = random.pick(theme.people);
  return `${capitalise(who)} asked for this several times this quarter.\n\nh3. Done when\n` +
    `* ${who} see it in the ${thing}\n* {{${service}}} has a dashboard for it\n* the help page is updated`;
}

/** A comment; `mention` is put in front, already in Jira's markup. */
export function writeComment(random: Random, options: { mention: string | null }): string {
  const text = random.weighted([
    [random.pick(FINDINGS), 4],
    [`${random.pick(FINDINGS)} ${random.pick(NEXT_STEPS)}`, 4],
    [random.pick(NEXT_STEPS), 2],
  ]);
  return options.mention === null ? text : `${options.mention} ${lowerFirst(text)}`;
}

/** What somebody did in the time they log. */
export function writeWork(random: Random): string {
  return random.chance(0.2) ? "" : random.pick(WORK);
}

/** What a sprint is for. */
export function writeGoal(random: Random): string {
  return random.pick(GOALS);
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function lowerFirst(text: string): string {
  return /^(I |I')/.test(text) ? text : text.charAt(0).toLowerCase() + text.slice(1);
}
