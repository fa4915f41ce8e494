/**
 * Deliveries waiting in memory: Primary before Secondary, and projects in turn, so that one bulk
 * edit can't starve the rest. Within a project the order of arrival is kept.
 *
 * @module
 */

/** Where a job belongs. */
export interface LaneOf {
  /** `Secondary` waits for everything else. */
  readonly flow: string | null;
  readonly project: string;
}

/** Jobs in memory. */
export interface Lanes<Job> {
  readonly size: number;
  push(job: Job, of: LaneOf): void;
  /** Takes at most `count` jobs. */
  take(count: number): Job[];
}

/** Makes empty lanes. */
export function createLanes<Job>(): Lanes<Job> {
  const primary: Turns<Job> = new Map();
  const secondary: Turns<Job> = new Map();
  let size = 0;
  return {
    get size() {
      return size;
    },
    push: (job, of) => {
      const turns = of.flow === "Secondary" ? secondary : primary;
      const queue = turns.get(of.project);
      if (queue === undefined) turns.set(of.project, [job]);
      else queue.push(job);
      size++;
    },
    take: (count) => {
      const jobs = takeInTurn(primary, count);
      jobs.push(...takeInTurn(secondary, count - jobs.length));
      size -= jobs.length;
      return jobs;
    },
  };
}

type Turns<Job> = Map<string, Job[]>;

/** An even share for each project; who got something goes to the end of the line. */
function takeInTurn<Job>(turns: Turns<Job>, count: number): Job[] {
  const jobs: Job[] = [];
  while (jobs.length < count && turns.size > 0) {
    const share = Math.max(1, Math.floor((count - jobs.length) / turns.size));
    for (const [project, queue] of [...turns]) {
      const taken = queue.splice(0, Math.min(share, count - jobs.length));
      jobs.push(...taken);
      turns.delete(project);
      if (queue.length > 0) turns.set(project, queue);
      if (jobs.length >= count) break;
    }
  }
  return jobs;
}
