/**
 * What Jira's REST API is asked, what it answers, and how it fails. One client stands behind it for
 * Cloud and Data Center; which of the two it talks to shows nowhere but here.
 *
 * @module
 */

import type { IssueSnapshot } from "../types.ts";

/** An answer, and when it was true: the start of the request on Jira's clock, in ms. */
export interface Observed<T> {
  readonly value: T;
  /** From the answer's `Date` header, less the time the request took. */
  readonly observedAt: number;
}

/** Whose eyes the service sees with. */
export interface Account {
  readonly id: string;
  readonly name: string;
  /** IANA zone of the account's profile; `null` when Jira does not tell. */
  readonly timeZone: string | null;
}

/** Which Jira it is. */
export interface ServerInfo {
  readonly deployment: "cloud" | "datacenter";
  /** As Jira writes it, such as `10.3.5` or `1001.0.0-SNAPSHOT`. */
  readonly version: string;
  /** Where Jira says that it is; `null` when it does not. */
  readonly baseUrl: string | null;
  /** Identity of a Cloud site, which a new name leaves as it is; `null` when Jira does not tell. */
  readonly cloudId: string | null;
  /** All addresses it goes by: its own, the one for people, and where it was asked. */
  readonly addresses: readonly string[];
  /** Jira's clock less ours, in ms; within a second, as the `Date` header counts seconds. */
  readonly skew: number;
}

/** Which issues to search for. Without anything set: all that the account may see. */
export interface IssueQuery {
  /** Changed at this instant or later, ms. */
  readonly updatedSince?: number;
  /** Project id. */
  readonly project?: string;
}

/** One page of a search. */
export interface SearchRequest {
  readonly query: IssueQuery;
  /** `ids`: up to 5,000 a page. `whole`: with every field the mirror keeps. */
  readonly detail: "ids" | "whole";
  /** Where the page before ended; `null` for the first. */
  readonly cursor: string | null;
  /** Ids (50 at most) that the answer must show as they are now, whatever the index says. */
  readonly reconcile?: readonly string[];
}

/** An issue as a search or a read by id shows it. */
export interface FoundIssue {
  readonly id: string;
  /**
   * `null` when only ids were asked for, when the fields were not those of a whole issue, or when Jira
   * could not give them just now.
   */
  readonly snapshot: IssueSnapshot | null;
  /** It was archived by itself, as Data Center tells who reads it by id. */
  readonly isArchived?: true;
}

/** A page of issues. */
export interface SearchPage {
  readonly issues: readonly FoundIssue[];
  /** Opaque; `null` after the last page. */
  readonly cursor: string | null;
}

/** A project of the roster. */
export interface RosterProject {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  /** `deleted`: in the trash, from which it may come back. Data Center does not tell of these. */
  readonly status: "live" | "archived" | "deleted";
}

/** Something that can be stopped. */
export interface Stoppable {
  readonly signal: AbortSignal;
}

/** Reads issues from one Jira. Every call rejects with {@linkcode JiraError} when it fails. */
export interface JiraReader {
  /** Whose token it is; fails with `dead_token` when Jira takes it for nobody's. */
  myself(options: Stoppable): Promise<Observed<Account>>;
  serverInfo(options: Stoppable): Promise<ServerInfo>;
  /** One page; never the same cursor twice in a row, and never an empty page with a cursor. */
  search(request: SearchRequest, options: Stoppable): Promise<Observed<SearchPage>>;
  /** Reads up to 100 issues by id; those missing in the answer are deleted or not visible. */
  read(ids: readonly string[], options: Stoppable): Promise<Observed<readonly FoundIssue[]>>;
  /** Roughly how many issues a search would find. */
  count(query: IssueQuery, options: Stoppable): Promise<number>;
  /** All projects the account may see, whatever their status. */
  projects(options: Stoppable): Promise<Observed<readonly RosterProject[]>>;
}

/** Issues one {@linkcode JiraReader.read} may ask for (Jira's limit of bulkfetch). */
export const READ_AT_ONCE = 100;

/** Ids one search may have reconciled (Jira's limit). */
export const RECONCILE_AT_ONCE = 50;

/**
 * Why Jira did not give what it was asked.
 *
 * `dead_token`: the token is refused, or Jira took the caller for nobody. `forbidden`: the account
 * may not. `not_found`. `rate_limited`: try again after `retryAfter`. `unavailable`: Jira is
 * overloaded, down or too slow. `unreachable`: no such host, no connection, bad certificate.
 * `not_jira`: what answered is something else, such as a login page or another address. `malformed`:
 * the answer can't be read. `refused`: Jira says that the request is wrong. `other_jira`: it is not the
 * one whose issues the store holds. `stopped`: the signal.
 */
export type JiraErrorCode =
  | "dead_token"
  | "forbidden"
  | "not_found"
  | "rate_limited"
  | "unavailable"
  | "unreachable"
  | "not_jira"
  | "malformed"
  | "refused"
  | "other_jira"
  | "stopped";

/** The one error of this room; match on `code`. Its message says which call, what Jira said, what to do. */
export class JiraError extends Error {
  override readonly name = "JiraError";
  readonly code: JiraErrorCode;
  /** Ms to wait before another try; `null` when Jira did not say. */
  readonly retryAfter: number | null;
  /** When Jira was asked, on its own clock, ms; `null` without an answer. */
  readonly observedAt: number | null;
  /** Whether it is Jira that said so, in the form of its own errors, and not something in between. */
  readonly saidByJira: boolean;
  constructor(
    code: JiraErrorCode,
    message: string,
    options: ErrorOptions & {
      readonly retryAfter?: number;
      readonly observedAt?: number;
      readonly saidByJira?: boolean;
    } = {},
  ) {
    super(message, options);
    this.code = code;
    this.retryAfter = options.retryAfter ?? null;
    this.observedAt = options.observedAt ?? null;
    this.saidByJira = options.saidByJira ?? false;
  }
}
