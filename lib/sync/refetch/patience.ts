/**
 * Reads that are put off by each new request, as an issue that is worked on all day asks for its own
 * read again and again: after a while they are done all the same.
 *
 * @module
 */

/** How long a read may be put off beyond the time it was first due, ms. */
const LONGEST = 10_000;

/** Remembers, over the rounds of one isolate, when reads that are not yet due were first to begin. */
export interface Patience {
  /** A round begins: whatever it does not meet is forgotten at its end. */
  begin(): void;
  /**
   * When a read should begin (ms) that was asked for not before `notBefore`: that time, or earlier
   * when it was put off for too long.
   */
  begins(issueId: string, notBefore: number): number;
  /** A read ahead of its time was done at `now`: the next one has time again. */
  done(issueId: string, now: number): void;
  /** The round has met every request. */
  end(): void;
}

/** Makes one that remembers nothing yet. */
export function createPatience(): Patience {
  let firstDue = new Map<string, number>();
  let met = new Map<string, number>();
  return {
    begin: () => void (met = new Map()),
    begins: (issueId, notBefore) => {
      const first = Math.min(firstDue.get(issueId) ?? Infinity, notBefore);
      firstDue.set(issueId, first);
      met.set(issueId, first);
      return Math.min(notBefore, first + LONGEST);
    },
    done: (issueId, now) => {
      firstDue.set(issueId, now);
      met.set(issueId, now);
    },
    end: () => void (firstDue = met),
  };
}
