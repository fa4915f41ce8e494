/**
 * What waits for an issue and is kept at hand, so that it need not be read back once the issue is
 * known. A bounded number: the issue that waits longest makes room.
 *
 * @module
 */

/** Jobs at hand, by the issue they wait for. */
export interface AtHand<Job> {
  /** Keeps a job; one of the same `id` that waits for the issue already makes way for it. */
  keep(issueId: string, entry: { readonly id: string; readonly job: Job }): void;
  /** Takes all that wait for an issue. */
  take(issueId: string): readonly Job[];
}

/** Makes one that keeps `most` jobs at most. */
export function createAtHand<Job>(most: number): AtHand<Job> {
  const byIssue = new Map<string, Map<string, Job>>();
  let count = 0;

  function take(issueId: string): readonly Job[] {
    const waiting = byIssue.get(issueId);
    if (waiting === undefined) return [];
    byIssue.delete(issueId);
    count -= waiting.size;
    return [...waiting.values()];
  }

  return {
    keep: (issueId, { id, job }) => {
      const waiting = byIssue.get(issueId) ?? new Map<string, Job>();
      byIssue.set(issueId, waiting);
      if (!waiting.has(id)) count++;
      waiting.set(id, job);
      for (const longest of byIssue.keys()) {
        if (count <= most) break;
        take(longest);
      }
    },
    take,
  };
}
