/**
 * When it is too quiet: no webhook for longer than is usual for the site. Pure.
 *
 * @module
 */

import { type Pace, usualCount } from "./pace.ts";

/** No shorter silence is worth a word, ms: Jira itself tries again for as long. */
export const SHORTEST_SILENCE = 30 * 60_000;

/**
 * So many deliveries should have come meanwhile. Of ten that come at random none comes in one of
 * 22,000 such stretches.
 */
const ENOUGH = 10;

/** So many changes found by sweeps, and none told, leave no doubt, whatever is usual. */
const CERTAIN = 5;

/** What silence is judged by. Times in ms. */
export interface Quiet {
  readonly pace: Pace;
  readonly now: number;
  /** Changes that sweeps found since; `null` when none could look lately. */
  readonly missed: number | null;
  /** Whether webhooks are to tell of all issues: else sweeps may well find more. */
  readonly isWhole: boolean;
}

/** A silence that is not as usual. */
export interface Silence {
  /** What an operator is told. */
  readonly message: string;
}

/** From when on nothing was heard; `null` before the first delivery. */
export function quietFrom({ lastAt, awakeFrom }: Pace): number | null {
  return lastAt === null ? null : Math.max(lastAt, awakeFrom);
}

/**
 * Judges a silence; `null`: nothing is wrong. While sweeps look and find nothing, Jira has nothing to
 * tell, as on a holiday. Else it is too quiet when enough webhooks came in the same stretch of the
 * weeks before, or when sweeps found enough that none told of.
 */
export function judgeSilence({ pace, now, missed, isWhole }: Quiet): Silence | null {
  const from = quietFrom(pace);
  if (from === null || now - from < SHORTEST_SILENCE || missed === 0) return null;
  const usual = usualCount(pace, { from, to: now });
  const isCertain = isWhole && missed !== null && missed >= CERTAIN;
  const isUnusual = usual !== null && usual >= ENOUGH;
  if (!isCertain && !isUnusual) return null;
  const since = new Date(from).toISOString().slice(0, 16).replace("T", " ");
  const facts = [
    ...isUnusual ? [`where ${Math.floor(usual)} are usual by now`] : [],
    ...missed !== null ? [`and sweeps found ${missed} changes that none told of`] : [],
  ];
  return {
    message:
      `No webhook has come since ${since} UTC, ${facts.join(", ").replace(/^and /, "while ")}. ` +
      "Check that the webhook in Jira is enabled, and that Jira reaches this service",
  };
}
