/**
 * What is not to be asked before when, known to all who ask the same Jira.
 *
 * @module
 */

/** Remembers holds. It never rejects: what it can't tell is no reason not to ask. */
export interface RateMemory {
  /** The latest instant, ms by our clock, before which none of `subjects` is to be asked; 0: now. */
  notBefore(subjects: readonly string[]): Promise<number>;
  /** Holds a subject until then, unless it is held for longer. */
  hold(subject: string, until: number): Promise<void>;
}

/** The memory of one isolate. */
export function createLocalRateMemory(): RateMemory {
  const holds = new Map<string, number>();
  return {
    notBefore: (subjects) =>
      Promise.resolve(Math.max(0, ...subjects.map((subject) => holds.get(subject) ?? 0))),
    hold: (subject, until) => {
      holds.set(subject, Math.max(holds.get(subject) ?? 0, until));
      return Promise.resolve();
    },
  };
}
