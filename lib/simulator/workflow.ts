/**
 * What is the same for every project of a simulated site: issue types, statuses and the ways between
 * them, priorities, resolutions, link types.
 *
 * @module
 */

import type { SimIssueType, SimLinkType, SimNamed, SimStatus } from "./model.ts";
import type { Weighted } from "./random.ts";

/** The statuses, in the order of a board's columns. */
export const STATUSES = {
  todo: { id: "10000", name: "To Do", category: "new" },
  progress: { id: "3", name: "In Progress", category: "indeterminate" },
  review: { id: "10101", name: "In Review", category: "indeterminate" },
  blocked: { id: "10102", name: "Blocked", category: "indeterminate" },
  done: { id: "10001", name: "Done", category: "done" },
} as const satisfies Record<string, SimStatus>;

const WAYS: Readonly<Record<string, readonly Weighted<SimStatus>[]>> = {
  [STATUSES.todo.id]: [[STATUSES.progress, 9], [STATUSES.done, 1]],
  [STATUSES.progress.id]: [[STATUSES.review, 7], [STATUSES.blocked, 2], [STATUSES.todo, 1]],
  [STATUSES.review.id]: [[STATUSES.done, 7], [STATUSES.progress, 3]],
  [STATUSES.blocked.id]: [[STATUSES.progress, 4], [STATUSES.todo, 1]],
  [STATUSES.done.id]: [[STATUSES.progress, 1]],
};

/** Where an issue may go from a status, by how often people do it. */
export function transitionsFrom(status: SimStatus): readonly Weighted<SimStatus>[] {
  return WAYS[status.id] ?? [];
}

/** The type of issue most are. */
export const ISSUE_TYPES: readonly [SimIssueType, SimIssueType, SimIssueType] = [
  {
    id: "10001",
    name: "Story",
    description: "Functionality or a feature expressed as a user goal.",
    avatarId: 10315,
  },
  { id: "10002", name: "Task", description: "A small, distinct piece of work.", avatarId: 10318 },
  { id: "10004", name: "Bug", description: "A problem or error.", avatarId: 10303 },
];

/** The priorities, highest first. */
export const PRIORITIES: readonly SimNamed[] = [
  { id: "1", name: "Highest" },
  { id: "2", name: "High" },
  { id: "3", name: "Medium" },
  { id: "4", name: "Low" },
  { id: "5", name: "Lowest" },
];

/** Why an issue is done. */
export const RESOLUTIONS: readonly SimNamed[] = [
  { id: "10000", name: "Done" },
  { id: "10001", name: "Won't Do" },
  { id: "10002", name: "Duplicate" },
  { id: "10003", name: "Cannot Reproduce" },
];

/** The ways to link two issues. */
export const LINK_TYPES: readonly SimLinkType[] = [
  { id: "10000", name: "Blocks", outward: "blocks", inward: "is blocked by" },
  { id: "10002", name: "Duplicate", outward: "duplicates", inward: "is duplicated by" },
  { id: "10003", name: "Relates", outward: "relates to", inward: "relates to" },
];

/** The role restricted comments are for. */
export const RESTRICTED_ROLE = "Administrators";

/** The security level restricted issues have. */
export const SECURITY_LEVEL: SimNamed = { id: "10010", name: "Security team only" };
