/**
 * Days of comparing with Jira, made up for the dashboard's tests.
 *
 * @module
 */

import {
  type Alarm,
  type Completeness,
  type Drift,
  NO_DRIFT,
  type ProjectDrift,
  type Run,
} from "../lib/sync/types.ts";
import type { Webhook } from "../lib/ui/webhooks.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Nothing is compared. */
export const OFF: Completeness = {
  state: "off",
  message: "Nothing is compared with Jira.",
  ids: null,
  sweptTo: null,
  content: null,
  oldestUnapplied: null,
};

/** The alarm that belongs to the history of {@linkcode fourDays}. */
export function brake(): Alarm {
  return {
    code: "brake",
    message: "312 of 1200 issues of project SHOP are gone from Jira at once, and were kept. If " +
      "that is so, confirm it, and the next census removes them; else check what the account may see",
    since: Date.now() - 7 * HOUR,
    project: "10000",
  };
}

/** Completeness of 4,812 issues, as of a while ago. */
export function agreeing(change: Partial<Completeness> = {}): Completeness {
  const now = Date.now();
  return {
    state: "good",
    message: "Said by the service",
    ids: { agreed: 4_812, total: 4_812, asOf: now - 9 * HOUR },
    sweptTo: now - 2 * MINUTE,
    content: { share: 0.61, since: now - 3 * 24 * HOUR },
    oldestUnapplied: null,
    ...change,
  };
}

/** Drift with what is given. */
export function drift(change: Partial<Drift>): Drift {
  return { ...NO_DRIFT, ...change };
}

/** A run that ended `ago` ms ago and found nothing, but for what is given. */
export function ranAgo(ago: number, change: Partial<Run> = {}): Run {
  const startedAt = Date.now() - ago;
  return {
    // Ids sort by time, as ULIDs do.
    id: `01${String(startedAt).padStart(16, "0")}`,
    kind: "sweep",
    startedAt,
    endedAt: startedAt + 1_400,
    outcome: "done",
    requests: 2,
    seen: 31,
    expected: null,
    drift: NO_DRIFT,
    projects: [],
    omitted: 0,
    problem: null,
    ...change,
  };
}

/** Four days of sweeps and censuses, the last of which was held back in the project SHOP. */
export function fourDays(): Run[] {
  const runs: Run[] = [];
  for (let ago = 5 * MINUTE, index = 0; ago < 96 * HOUR; ago += 15 * MINUTE, index++) {
    if (index % 96 === 30) runs.push(census(ago, { held: index === 30 }));
    const missed = index % 17 === 8 ? 1 + index % 5 : 0;
    const stale = index % 29 === 11 ? 2 : 0;
    const repaired = missed + stale;
    runs.push(ranAgo(ago, { drift: drift({ missed, stale, repaired }) }));
  }
  return runs;
}

function census(ago: number, { held }: { readonly held: boolean }): Run {
  const projects: ProjectDrift[] = [
    {
      ...drift({ deleted: 3, hidden: 1, repaired: 4 }),
      id: "10001",
      key: "PLAT",
      seen: 2_110,
      state: "done",
    },
    { ...NO_DRIFT, id: "10002", key: "MOB", seen: 1_502, state: "done" },
  ];
  if (held) {
    const suspects = drift({ suspect: 312 });
    projects.push({ ...suspects, id: "10000", key: "SHOP", seen: 888, state: "braked" });
  }
  const suspect = held ? 312 : 0;
  return ranAgo(ago + 1, {
    kind: "census",
    endedAt: Date.now() - ago + 42_000,
    requests: 14,
    seen: 4_500,
    drift: drift({ deleted: 3, hidden: 1, suspect, repaired: 4 }),
    projects,
    problem: held
      ? { code: "brake", message: "312 of 1,200 issues of SHOP would go at once." }
      : null,
  });
}

/** A registration with nothing wrong. */
export function registration(change: Partial<Webhook> = {}): Webhook {
  return {
    id: "7",
    name: "Boardcast",
    url: "https://boardcast.example/webhook/jira",
    enabled: true,
    events: ["jira:issue_created", "jira:issue_updated", "jira:issue_deleted"],
    jql: "",
    excludeBody: false,
    signed: true,
    expiresAt: null,
    problems: [],
    ...change,
  };
}
