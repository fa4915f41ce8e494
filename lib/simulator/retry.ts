/**
 * When Jira tries a delivery again, as Atlassian documents it
 * (https://community.developer.atlassian.com/t/new-jira-cloud-webhook-retry-policy/30554).
 *
 * @module
 */

import type { Random } from "./random.ts";

/** How an attempt ended: an HTTP status, or no answer at all. */
export type Answer = { readonly status: number } | { readonly status: null; readonly why: string };

/** Retries after the first attempt. */
export const MAX_RETRIES = 5;

/** Continuous failure after which Jira attempts each webhook only once, in ms. */
export const OUTAGE_LIMIT = 30 * 60_000;

const SHORTEST_BACK_OFF = 5 * 60_000;
const LONGEST_BACK_OFF = 15 * 60_000;
const RETRIED = new Set([408, 409, 425, 429]);

/** Whether Jira would try again: no connection, a time-out, 408, 409, 425, 429 and 5xx. */
export function isRetried(answer: Answer): boolean {
  return answer.status === null || RETRIED.has(answer.status) || answer.status >= 500;
}

/** Whether Jira takes a delivery as done. */
export function isAccepted(answer: Answer): boolean {
  return answer.status !== null && answer.status >= 200 && answer.status < 300;
}

/** The wait before the next attempt: 5 to 15 minutes, in ms. */
export function backOff(random: Random): number {
  return random.int(SHORTEST_BACK_OFF, LONGEST_BACK_OFF);
}
