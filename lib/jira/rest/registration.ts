/**
 * Webhooks as they are registered in a Jira, whichever of its four ways of registering they came by.
 *
 * @module
 */

import type { Stoppable } from "./types.ts";

/** A registration as Jira keeps it. What Jira does not tell is `null`. */
export interface Registration {
  readonly id: string;
  readonly name: string | null;
  readonly url: string;
  readonly events: readonly string[];
  /** Which issues it is about; empty: all. */
  readonly jql: string;
  readonly isEnabled: boolean;
  /** Whether deliveries carry a body. */
  readonly hasBody: boolean;
  readonly isSigned: boolean | null;
  /** When Jira forgets it, ms; `null`: never. */
  readonly expiresAt: number | null;
}

/** A registration as it should be. */
export interface WantedRegistration {
  readonly name: string;
  readonly url: string;
  readonly events: readonly string[];
  readonly jql: string;
  /** What Jira is to sign with; `null` leaves a secret as it is. */
  readonly secret: string | null;
}

/** A delivery that Jira gave up after all its tries. */
export interface FailedDelivery {
  readonly url: string;
  /** `null` when Jira kept none. */
  readonly body: string | null;
  /** When it was given up, ms. */
  readonly failedAt: number;
}

/** One way of registering webhooks. Every call rejects with {@linkcode JiraError} when it fails. */
export interface Webhooks {
  /**
   * `admin`: of Cloud's administrators. `app`: of an OAuth app, for 30 days. `datacenter`: from
   * version 10 on. `server`: up to version 9, which can't sign.
   */
  readonly kind: "admin" | "app" | "datacenter" | "server";
  list(options: Stoppable): Promise<readonly Registration[]>;
  /** Registers one more, and gives its id. */
  create(wanted: WantedRegistration, options: Stoppable): Promise<string>;
  /** Makes a registration what is wanted, and enables it; its id may be another one afterwards. */
  update(id: string, wanted: WantedRegistration, options: Stoppable): Promise<string>;
  delete(id: string, options: Stoppable): Promise<void>;
  /**
   * Deliveries that Jira gave up after `since` (ms), the oldest first, as far back as it remembers;
   * `null` where it does not tell.
   */
  failed(since: number, options: Stoppable): Promise<readonly FailedDelivery[] | null>;
  /** Puts off when Jira forgets it, and gives that time, ms; `null` where it never does. */
  refresh(id: string, options: Stoppable): Promise<number | null>;
}

const ISSUE = ["jira:issue_created", "jira:issue_updated", "jira:issue_deleted"];
const COMMENT = ["comment_created", "comment_updated", "comment_deleted"];

/** Events that every Jira knows and the mirror or the feed makes something of. */
const EVERYWHERE = [
  ...ISSUE,
  ...COMMENT,
  ...["worklog_created", "worklog_updated", "worklog_deleted"],
  ...["issuelink_created", "issuelink_deleted"],
  ...["project_created", "project_updated", "project_deleted"],
  ...["jira:version_created", "jira:version_updated", "jira:version_deleted"],
  ...["jira:version_released", "jira:version_unreleased", "jira:version_moved"],
  ...["sprint_created", "sprint_updated", "sprint_deleted", "sprint_started", "sprint_closed"],
];

/** Events that only Cloud knows. */
const CLOUD = [
  ...["attachment_created", "attachment_deleted"],
  ...["project_soft_deleted", "project_restored_deleted"],
  ...["project_archived", "project_restored_archived"],
];

/** The events to register for, by the way of registering. */
export const WANTED_EVENTS: Readonly<Record<Webhooks["kind"], readonly string[]>> = {
  admin: [...EVERYWHERE, ...CLOUD],
  // Jira's OpenAPI lists no others that change issues.
  app: [...ISSUE, ...COMMENT],
  datacenter: EVERYWHERE,
  server: EVERYWHERE,
};
