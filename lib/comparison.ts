/**
 * The comparison of one site with Jira, put together: reads by id, import, sweep, census and content
 * pass, and the engine that runs them.
 *
 * @module
 */

import { readBacklog } from "./inbox/backlog.ts";
import { isAnyHeld, releaseHeld } from "./inbox/release.ts";
import type { JiraReader } from "./jira/rest/types.ts";
import type { Applier } from "./mirror/apply.ts";
import { MARGIN } from "./mirror/fact.ts";
import type { Bell } from "./queue/bell.ts";
import type { RightOfWay } from "./store/right_of_way.ts";
import type { Store } from "./store/types.ts";
import { listAlarms } from "./sync/alarms.ts";
import { createCensus } from "./sync/census/census.ts";
import { confirmBrake } from "./sync/census/alarms.ts";
import { createContentPass } from "./sync/content/content.ts";
import { createEngine, type Engine } from "./sync/runs/engine.ts";
import { askForReads } from "./sync/refetch/hint.ts";
import { createImport } from "./sync/sweep/import.ts";
import { createRefetcher } from "./sync/refetch/refetch.ts";
import { readCompleteness, readReport } from "./sync/completeness/read_completeness.ts";
import { createSweep } from "./sync/sweep/sweep.ts";
import { createOwnership } from "./sync/webhook/ownership.ts";
import { createRegistrar, type Registrar } from "./sync/webhook/registrar.ts";
import type { OurWebhook } from "./sync/webhook/our_webhook.ts";
import { watchRegistration } from "./sync/webhook/registration_watch.ts";
import { type SilenceWatch, watchSilence } from "./sync/webhook/silence_watch.ts";
import type { Completeness, SyncReport } from "./sync/types.ts";

/** What a comparison is made of. */
export interface ComparisonDeps {
  readonly store: Store;
  readonly site: string;
  readonly bell: Bell;
  readonly now: () => number;
  readonly random: () => number;
  readonly newId: () => string;
  readonly log: (message: string, cause?: unknown) => void;
  readonly jira: JiraReader;
  /** How to look after the webhook in Jira; `null` when nothing says where Jira is to deliver. */
  readonly registration: OurWebhook | null;
  readonly applier: Applier;
  /** Webhooks go first. */
  readonly way: RightOfWay;
  /** Has the inbox look for what is due. */
  readonly look: () => Promise<void>;
  /** Time between two sweeps, ms; three minutes unless given. */
  readonly sweepEvery?: number;
}

/** The comparison of a site with Jira. */
export interface Comparison extends Engine {
  completeness(): Promise<Completeness>;
  /** The same, with alarms and a page of the history. */
  report(page: { readonly limit: number; readonly after?: string }): Promise<SyncReport>;
  /** Looks after the webhook in Jira, whether webhooks come, and reads asked for; never rejects. */
  watch(): Promise<void>;
  /** Reads were asked for; the first may begin at `at` (ms). */
  wake(at: number): void;
  /**
   * Says that a project's issues are rightly gone, and has a census begin; `false`: no project of
   * that id is held back.
   */
  confirm(project: string): Promise<boolean>;
  /** Asks for reads of issues that somebody named; `false`: too many are waiting. */
  hint(issueIds: readonly string[]): Promise<boolean>;
  /** Looks after the webhook in Jira; `null` when nothing says where Jira is to deliver. */
  readonly registrar: Registrar | null;
  /**
   * Whether one of an app's webhooks is ours; `null` when nothing says which are.
   *
   * @throws {JiraError} When that can't be told now.
   */
  readonly ownsWebhooks: ((ids: readonly string[]) => Promise<boolean>) | null;
  /** Watches whether webhooks come. */
  readonly silence: Pick<SilenceWatch, "heard" | "report">;
}

/** Puts it together; nothing runs before the engine is told to. */
export function createComparison(deps: ComparisonDeps): Comparison {
  const { store, site, now } = deps;
  const refetcher = createRefetcher({
    ...deps,
    waiting: {
      any: () => isAnyHeld(deps),
      release: (issueId, absentAt) => {
        // A read lags behind webhooks: it proves nothing against what was told just before it.
        const absentFor = absentAt === null ? null : absentAt - MARGIN;
        return releaseHeld(deps, { issueId, absentFor });
      },
    },
  });
  const jobs = [createImport(deps), createSweep(deps), createCensus(deps), createContentPass(deps)];
  const oldestUnapplied = async () => (await readBacklog(store, now())).oldest;
  const known = { store, site, now, oldestUnapplied };
  const engine = createEngine({ ...deps, jobs });
  const registrar = deps.registration === null
    ? null
    : createRegistrar({ ...deps, ...deps.registration });
  const hint = (issueIds: readonly string[]) =>
    askForReads({ store, site, now, wake: refetcher.wake }, issueIds);
  const webhook = watchRegistration({ ...deps, registrar, hint });
  const silence = watchSilence(deps);
  return {
    ...engine,
    registrar,
    ownsWebhooks: registrar === null ? null : createOwnership({ ...deps, registrar }),
    silence,
    watch: async () => {
      await Promise.all([webhook.look(), silence.look(), refetcher.look()]);
    },
    stop: async () => {
      await Promise.all([engine.stop(), refetcher.stop(), webhook.stop(), silence.stop()]);
    },
    completeness: () => readCompleteness(known),
    report: (page) => readReport(known, page),
    confirm: async (project) => {
      const issues = await heldBack(deps, project);
      if (issues === null) return false;
      await confirmBrake(deps, { project, issues });
      // One that is under way began without the word, and may be past the project.
      await engine.ask("census");
      return true;
    },
    wake: refetcher.wake,
    hint,
  };
}

/** How many issues of a project wait to be confirmed; `null` when none do. */
async function heldBack(deps: ComparisonDeps, project: string): Promise<number | null> {
  const alarms = await listAlarms(deps);
  return alarms.find((alarm) =>
    alarm.project === project && (alarm.code === "brake" || alarm.code === "shrunk")
  )?.issues ?? null;
}
