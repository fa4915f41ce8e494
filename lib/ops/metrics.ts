/**
 * The service's figures in Prometheus' text format. Labels name kinds and states, never issues.
 *
 * @module
 */

import type { Drift, Run, SyncReport } from "../sync/types.ts";
import type { Status } from "./status.ts";

/** What is known at the moment of the scrape. */
export interface Reading {
  readonly status: Status;
  readonly report: SyncReport;
  /** Of each kind the run that has ended last. */
  readonly last: readonly Run[];
}

/** Figures as text, and what kind of text it is. */
export interface Exposition {
  readonly body: string;
  readonly contentType: string;
}

/** One figure, or one for each value of a label. */
interface Figure {
  readonly name: string;
  readonly help: string;
  readonly kind?: "counter";
  readonly label?: string;
  readonly values: number | null | Readonly<Record<string, number | null>>;
}

/** Writes the figures down. */
export async function writeMetrics(reading: Reading): Promise<Exposition> {
  // Loaded by the first scrape: a start that nobody scrapes is 80 ms shorter.
  const { Counter, Gauge, Registry } = await import("prom-client");
  const registry = new Registry();
  for (const { name, help, kind, label, values } of figuresOf(reading)) {
    // A figure without a sample would be shown as 0, which is not what is known.
    if (values === null || (typeof values === "object" && Object.keys(values).length === 0)) {
      continue;
    }
    const labelNames = label === undefined ? [] : [label];
    const options = { name: `boardcast_${name}`, help, labelNames, registers: [registry] };
    const metric = kind === "counter" ? new Counter(options) : new Gauge(options);
    if (typeof values === "number") metric.inc(values);
    else {
      for (const [of, value] of Object.entries(values)) {
        if (value !== null) metric.inc({ [label!]: of }, value);
      }
    }
  }
  return { body: await registry.metrics(), contentType: registry.contentType };
}

function figuresOf({ status, report, last }: Reading): Figure[] {
  return [...serviceFigures(status), ...syncFigures(report), ...lastRuns(last)];
}

function serviceFigures(
  { version, queue, intake, feed, seq, floor, started_at }: Status,
): Figure[] {
  return [
    { name: "info", help: "The version that runs", label: "version", values: { [version]: 1 } },
    {
      name: "start_time_seconds",
      help: "When the service started, since 1970",
      values: started_at / 1000,
    },
    {
      name: "intake_total",
      help: "Webhook calls to this isolate since its start, by what was answered",
      kind: "counter",
      label: "answer",
      values: intake,
    },
    {
      name: "backlog_deliveries",
      help: "Deliveries accepted and not yet applied; counted up to 1000 commits",
      values: queue.backlog,
    },
    {
      name: "backlog_oldest_seconds",
      help: "Age of the oldest delivery not yet applied; 0 when there is none",
      values: (queue.oldest_ms ?? 0) / 1000,
    },
    {
      name: "dead_letters",
      help: "Deliveries that could not be applied and wait for a replay; counted up to 1000",
      values: queue.dead,
    },
    {
      name: "quarantined_calls",
      help: "Signed calls that could not be read and wait for a replay; counted up to 1000",
      values: queue.quarantined,
    },
    {
      name: "foreign_deliveries",
      help: "Deliveries of another Jira, kept and not applied; counted up to 1000",
      values: queue.foreign,
    },
    { name: "feed_seq", help: "Last entry of the feed", values: seq },
    { name: "feed_floor", help: "Last entry of the feed that was trimmed", values: floor },
    { name: "feed_clients", help: "WebSocket clients of this isolate", values: feed.clients },
  ];
}

function syncFigures({ completeness, running, alarms }: SyncReport): Figure[] {
  const { state, ids, sweptTo, content, oldestUnapplied } = completeness;
  return [
    {
      name: "completeness",
      help: "1 for the state the comparison with Jira is in",
      label: "state",
      values: { [state]: 1 },
    },
    {
      name: "completeness_ids",
      help: "Ids of the last census: those that agreed, and all that Jira had",
      label: "of",
      values: ids === null ? {} : { agreed: ids.agreed, total: ids.total },
    },
    {
      name: "completeness_ids_time_seconds",
      help: "As of when ids agreed, since 1970",
      values: seconds(ids?.asOf),
    },
    {
      name: "completeness_swept_to_seconds",
      help: "Up to when changes were compared, since 1970",
      values: seconds(sweptTo),
    },
    {
      name: "completeness_content_ratio",
      help: "Share of the issues whose content was read again",
      values: content?.share ?? null,
    },
    {
      name: "completeness_oldest_unapplied_seconds",
      help: "Age of the oldest delivery not yet applied; 0 when there is none",
      values: (oldestUnapplied ?? 0) / 1000,
    },
    {
      name: "alarms",
      help: "Alarms an operator should look at",
      label: "code",
      values: count(alarms.map(({ code }) => code)),
    },
    {
      name: "sync_running",
      help: "1 for the kind of run under way",
      label: "kind",
      values: running === null ? {} : { [running.kind]: 1 },
    },
  ];
}

function lastRuns(last: readonly Run[]): Figure[] {
  const each = (value: (run: Run) => number | null) =>
    Object.fromEntries(last.map((run) => [run.kind, value(run)]));
  const label = "kind";
  const drift = (what: keyof Drift): Figure => ({
    name: `sync_last_${what}`,
    help: `Issues ${what} in the last run of a kind`,
    label,
    values: each((run) => run.drift[what]),
  });
  return [
    {
      name: "sync_last_end_seconds",
      help: "When the last run of a kind ended, since 1970",
      label,
      values: each(({ endedAt }) => seconds(endedAt)),
    },
    {
      name: "sync_last_ok",
      help: "1 when the last run of a kind came to its end, else 0",
      label,
      values: each(({ outcome }) => Number(outcome === "done")),
    },
    {
      name: "sync_last_requests",
      help: "Calls to Jira of the last run of a kind",
      label,
      values: each(({ requests }) => requests),
    },
    {
      name: "sync_last_seen",
      help: "Issues Jira showed in the last run of a kind",
      label,
      values: each(({ seen }) => seen),
    },
    ...(["missed", "stale", "deleted", "hidden", "archived", "trashed", "suspect"] as const).map(
      drift,
    ),
    drift("repaired"),
  ];
}

function seconds(ms: number | null | undefined): number | null {
  return ms === null || ms === undefined ? null : ms / 1000;
}

function count(codes: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const code of codes) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}
