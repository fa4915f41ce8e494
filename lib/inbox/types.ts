/**
 * Deliveries on their way from Jira to the mirror.
 *
 * @module
 */

import type { BlobInfo } from "../store/blob.ts";

/** What the headers of a verified call tell. */
export interface CallHeaders {
  /** `X-Atlassian-Webhook-Identifier`: the same for every retry. */
  readonly identifier: string | null;
  /** `X-Atlassian-Webhook-Flow`. */
  readonly flow: string | null;
  /** `X-Atlassian-Webhook-Retry`. */
  readonly retry: string | null;
  /** Which of the secrets signed it. */
  readonly secret: number;
}

/** What is known of a verified call before its body is looked into. */
export interface Arrival extends CallHeaders {
  readonly site: string;
  /** ULID given at arrival. */
  readonly id: string;
  readonly raw: Uint8Array;
  /** The parsed body: an object with a `webhookEvent`. */
  readonly body: Readonly<Record<string, unknown>>;
  /** By our clock, ms. */
  readonly receivedAt: number;
}

/** What Jira is told. */
export interface Acceptance {
  readonly status: "accepted" | "duplicate";
  /** The delivery's own id, or that of the first copy. */
  readonly id: string;
}

/** Where a raw body is: a stretch of a stored blob, which deliveries accepted together share. */
export interface BodyPlace extends BlobInfo {
  readonly blob: string;
  readonly offset: number;
}

/** An accepted delivery waiting in the inbox. */
export interface InboxItem {
  readonly id: string;
  readonly receivedAt: number;
  readonly event: string;
  readonly flow: string | null;
  readonly retry: string | null;
  readonly secret: number;
  /** Length of the raw body. */
  readonly bytes: number;
  readonly body: BodyPlace;
  /** How often applying it failed. */
  readonly attempts: number;
  /** How often it waited for its issue to become known. */
  readonly holds: number;
  /** Why it is still here; `null` before the first attempt. */
  readonly reason: string | null;
  /** A read by id did not find the issue it waited for: it is shown with what it tells itself. */
  readonly issueAbsent?: boolean;
  /** When it was last put back after it was a dead letter, or in quarantine, ms. */
  readonly replayedAt?: number;
}

/** Deliveries accepted in one commit: one inbox entry, until the last of them is settled. */
export interface InboxBatch {
  readonly site: string;
  readonly items: readonly InboxItem[];
}

/** A delivery that can't be applied, kept with its body until somebody decides. */
export interface DeadLetter extends InboxItem {
  readonly site: string;
  readonly diedAt: number;
  /** What it is about, as far as its body tells. */
  readonly about: About;
}

/** What a delivery is about, for whoever reads a list of them. */
export interface About {
  /** Key of the issue; its id where no key is told. */
  readonly issue: string | null;
  readonly project: string | null;
}

/** A delivery that another Jira than the mirror's has sent, kept with its body and not applied. */
export interface ForeignLetter extends InboxItem {
  readonly site: string;
  /** What its body names as the address of its Jira; `null`: nothing. */
  readonly address: string | null;
}

/** A signed call that can't be read, kept for a look and a replay. */
export interface Quarantined extends CallHeaders {
  readonly id: string;
  readonly site: string;
  readonly receivedAt: number;
  readonly code: string;
  readonly message: string;
  /** How often reading it failed. */
  readonly attempts: number;
  readonly bytes: number;
  readonly body: BlobInfo;
}
