/**
 * The way of a delivery, put together: intake, inbox, worker and applier, and Jira, where what they
 * lack is looked up.
 *
 * @module
 */

import { type Comparison, createComparison } from "./comparison.ts";
import type { Feed } from "./feed/feed.ts";
import { createIntake, type Intake } from "./inbox/intake/accept.ts";
import { createInbox, type Inbox } from "./inbox/inbox.ts";
import { createWorker, type Worker } from "./inbox/work.ts";
import { createJiraClient } from "./jira/rest/client.ts";
import type { JiraReader } from "./jira/rest/types.ts";
import { createJiraHome, guarded } from "./jira_home.ts";
import { type Applier, createApplier } from "./mirror/apply.ts";
import type { Home } from "./mirror/home.ts";
import type { Log } from "./ops/log.ts";
import type { Settings } from "./ops/settings.ts";
import type { Bell } from "./queue/bell.ts";
import { createRightOfWay } from "./store/right_of_way.ts";
import type { Store } from "./store/types.ts";
import type { HomeWatch } from "./sync/home/watch.ts";
import { type AskingDeps, jiraOptionsOf } from "./sync/client/jira_access.ts";
import { registrationOf } from "./sync/webhook/our_webhook.ts";

/** What it is made of. */
export interface FlowDeps extends Omit<AskingDeps, "store" | "giveWay"> {
  readonly settings: Settings;
  readonly store: Store;
  readonly log: Log;
  readonly feed: Feed;
  readonly bell: Bell;
  /** What Jira is to sign with. */
  readonly secret: string;
  /** The Jira that the store's issues are of. */
  readonly home: Home | null;
  /** Takes the place of the Jira the settings name. */
  readonly jira?: JiraReader;
  /** Time between two sweeps, ms; three minutes unless given. */
  readonly sweepEvery?: number;
}

/** Its stations, for one site and isolate. */
export interface Flow {
  readonly intake: Intake;
  readonly inbox: Inbox;
  readonly worker: Worker;
  readonly applier: Applier;
  /** Which Jira all of this is about. */
  readonly home: HomeWatch;
  /** The comparison with Jira; `null` when nothing says where Jira is and who we are there. */
  readonly sync: Comparison | null;
  /** Resolves when no access to Jira is being renewed. */
  readonly renewed: () => Promise<void>;
}

/** Puts it together; nothing moves before a delivery comes, or the bell is heard. */
export function createFlow(deps: FlowDeps): Flow {
  const { store, site, bell, now, log, newId, feed } = deps;
  const postpone = { store, bell, now, random: Math.random };
  const way = createRightOfWay();
  const { jira: access } = deps.settings;
  const asking = access === null ? null : jiraOptionsOf(access, { ...deps, giveWay: way.giveWay });
  const jira = deps.jira ?? (asking === null ? null : createJiraClient(asking));
  const applier = createApplier({
    store,
    site,
    now,
    newId,
    canRefetch: jira !== null,
    onCommitted: (entries) => feed.offer(site, entries),
    onWanted: (at) => sync?.wake(at),
  });
  const worker = createWorker({
    ...postpone,
    applier,
    newId,
    way,
    log,
    isOurs: (address) => home.isOurs(address),
    onForeign: (address) => home.heardForeign(address),
    onLeave: (ours) => inbox.leave(ours),
    onIdle: () => inbox.idle(),
  });
  const inbox: Inbox = createInbox({
    ...postpone,
    workerOf: (name) => name === site ? worker : null,
    log,
  });
  const intake = createIntake({
    ...postpone,
    newId,
    way,
    dedupeFor: deps.settings.dedupe,
    reserve: inbox.reserve,
    release: inbox.release,
    overflow: inbox.overflow,
    handOff: inbox.handOff,
  });
  const shared = { ...postpone, site, newId, log, look: inbox.look };
  const home = createJiraHome(
    { ...shared, asksJira: jira !== null, overflow: inbox.overflow },
    deps.home,
  );
  const registration = asking === null
    ? null
    : registrationOf(asking, { ...deps.settings, secret: deps.secret });
  const sync: Comparison | null = jira === null ? null : createComparison({
    ...shared,
    ...guarded(home, { jira, registration }),
    applier,
    way,
    ...deps.sweepEvery === undefined ? {} : { sweepEvery: deps.sweepEvery },
  });
  const renewed = async () => await asking?.tokens?.idle();
  return { intake, inbox, worker, applier, home, sync, renewed };
}
