/**
 * One call's worth of reads by id: asked, applied, and each request settled by what came of it.
 *
 * @module
 */

import type { JiraReader } from "../../jira/rest/types.ts";
import type { Fact } from "../../mirror/decide.ts";
import type { GoneState, IssueRow } from "../../mirror/types.ts";
import type { Applied } from "../../mirror/work.ts";
import { issueKey, suspectKey } from "../../store/keys.ts";
import type { Found, Store } from "../../store/types.ts";
import { applyAll, type Applying } from "../reads/apply_all.ts";
import { type Answer, readParts } from "../reads/read_parts.ts";
import type { Request } from "./request.ts";
import { type Settlement, settleRequests } from "./settle.ts";

/** An issue the mirror thinks alive and a read by id did not find; the census settles it. */
export interface Suspect {
  readonly issueId: string;
  /** Start of that read on Jira's clock, ms. */
  readonly observedAt: number;
  /** What a census found out about it. */
  readonly absent?: {
    /** Identity of the census. */
    readonly census: string;
    /** Start of its own read, on Jira's clock, ms. */
    readonly at: number;
    readonly state: GoneState;
    readonly project: string;
  };
}

/** Deliveries that wait for an issue. */
export interface Waiting {
  /** Whether there are any. */
  any(): Promise<boolean>;
  /**
   * The issue was read, or (`absentAt`: when, on Jira's clock, ms) was not there: what waited for it
   * goes on. Gives how many of an absent issue are too young to be sure, and wait.
   */
  release(issueId: string, absentAt: number | null): Promise<number>;
}

/** What a batch needs. */
export interface BatchDeps extends Applying {
  readonly store: Store;
  readonly site: string;
  readonly jira: JiraReader;
  readonly waiting: Waiting;
  readonly now: () => number;
  readonly log: (message: string, cause?: unknown) => void;
}

/** What one batch works on. */
export interface Batch {
  /** At most what one read may ask for. */
  readonly requests: readonly Found<Request>[];
  readonly signal: AbortSignal;
  /** Renews the lease before anything is applied; throws when it is lost. */
  readonly hold: () => Promise<unknown>;
}

/**
 * Reads the issues of a batch and applies what they are.
 *
 * @throws {JiraError} When Jira did not answer: the requests stay as they are.
 */
export async function refetchBatch(deps: BatchDeps, batch: Batch): Promise<void> {
  const byId = new Map(batch.requests.map((request) => [request.value.issueId, request]));
  for (const answer of await readParts(deps, { ids: [...byId.keys()], signal: batch.signal })) {
    await batch.hold();
    const settled = await applyAnswer(deps, answer);
    await settleRequests(
      deps,
      settled.map((each) => {
        const request = byId.get(each.issueId)!;
        // Read ahead of its time, it may not show yet what the read was asked for.
        const isEarly = request.value.notBefore > deps.now();
        return { ...each, request, end: isEarly ? "kept" : each.end };
      }),
    );
  }
}

type Outcome = Omit<Settlement, "request"> & { readonly issueId: string };

async function applyAnswer(deps: BatchDeps, { ids, observed }: Answer): Promise<Outcome[]> {
  if (observed === null) return ids.map((issueId) => ({ issueId, end: "again" }));
  const { value, observedAt } = observed;
  const found = new Map(value.map((issue) => [issue.id, issue]));
  const facts = new Map<string, Fact>();
  for (const issueId of ids) {
    const issue = found.get(issueId);
    if (issue === undefined) facts.set(issueId, { by: "absent", issueId, observedAt });
    else if (issue.snapshot !== null) {
      facts.set(issueId, { by: "id", snapshot: issue.snapshot, observedAt });
    }
  }
  const results = await applyAll(deps, [...facts.values()]);
  const applied = new Map([...facts.keys()].map((issueId, at) => [issueId, results[at]!]));
  const isAnyWaiting = await deps.waiting.any();
  const outcomes: Outcome[] = [];
  for (const issueId of ids) {
    const result = applied.get(issueId) ?? null;
    const read = { issueId, result, observedAt, isAnyWaiting };
    outcomes.push(
      facts.get(issueId)?.by === "absent"
        ? await endAbsent(deps, read)
        : await endFound(deps, read),
    );
  }
  return outcomes;
}

interface Read {
  readonly issueId: string;
  /** `null`: the issue was there and could not be read. */
  readonly result: Applied | null;
  readonly observedAt: number;
  readonly isAnyWaiting: boolean;
}

async function endFound(deps: BatchDeps, read: Read): Promise<Outcome> {
  const { issueId, result } = read;
  if (result === null) return { issueId, end: "again" };
  if (result.status === "failed") {
    deps.log(`Cannot apply issue ${issueId} as it was read`, result.cause);
    return { issueId, end: "again" };
  }
  if (read.isAnyWaiting) await deps.waiting.release(issueId, null);
  const isBehind = result.status === "done" && result.outcome === "late";
  return { issueId, end: isBehind ? "again" : "done", deletes: [suspectKey(deps.site, issueId)] };
}

async function endAbsent(deps: BatchDeps, read: Read): Promise<Outcome> {
  const { issueId, result, observedAt } = read;
  if (result?.status === "done" && result.suspect) {
    const suspect: Suspect = { issueId, observedAt };
    return {
      issueId,
      end: "done",
      sets: [{ key: suspectKey(deps.site, issueId), value: suspect }],
    };
  }
  const row = (await deps.store.get<IssueRow>(issueKey(deps.site, issueId))).value;
  // It was changed, or seen, after the read began.
  if (row !== null && row.tombstone === null) return { issueId, end: "again" };
  const young = read.isAnyWaiting ? await deps.waiting.release(issueId, observedAt) : 0;
  return { issueId, end: young > 0 ? "again" : "done" };
}
