/**
 * Alarms, what to do about them, and the confirmation a brake waits for.
 *
 * @module
 */

import { type Signal, useSignal } from "@preact/signals";
import type { VNode } from "preact";
import type { Alarm } from "../../../sync/types.ts";
import { alarmWords, heldBack, paragraph } from "../../alarms.ts";
import { counted, countWords } from "../../numbers.ts";
import { ago, fullTime } from "../../time.ts";
import { AddressQuestion } from "../address_question.tsx";
import { LevelIcon } from "../../icons.tsx";
import { QuestionDialog } from "../question_dialog.tsx";
import type { SyncModel } from "./sync_model.ts";

/** What the list is drawn from. `now` in ms. */
export interface AlarmListProps {
  readonly sync: SyncModel;
  readonly now: Signal<number>;
}

/** Announced at once when one comes; nothing while there is none. */
export function AlarmList({ sync, now }: AlarmListProps): VNode {
  const alarms = sync.report.value?.alarms ?? [];
  const asking = useSignal<Alarm | null>(null);
  return (
    <div role="alert">
      {alarms.map((alarm) => (
        <AlarmCard
          key={`${alarm.code} ${alarm.project}`}
          alarm={alarm}
          now={now}
          onAsk={() => asking.value = alarm}
        />
      ))}
      {asking.value !== null && (
        <Question
          sync={sync}
          alarm={asking.value}
          onClose={() => asking.value = null}
        />
      )}
    </div>
  );
}

function AlarmCard({ alarm, now, onAsk }: {
  readonly alarm: Alarm;
  readonly now: Signal<number>;
  readonly onAsk: () => void;
}): VNode {
  const { level, title } = alarmWords(alarm);
  return (
    <section class={`alarm alarm-${level}`} aria-label={title}>
      <LevelIcon level={level} />
      <div>
        <h3>{title}</h3>
        <p>{paragraph(alarm.message)}</p>
        {alarm.project !== null && <button type="button" onClick={onAsk}>Confirm …</button>}
        {alarm.jira !== undefined && <button type="button" onClick={onAsk}>Accept …</button>}
      </div>
      <time dateTime={new Date(alarm.since).toISOString()} title={fullTime(alarm.since)}>
        {ago(alarm.since, now.value)}
      </time>
    </section>
  );
}

interface QuestionOf {
  readonly sync: SyncModel;
  readonly alarm: Alarm;
  readonly onClose: () => void;
}

function Question({ sync, alarm, onClose }: QuestionOf): VNode {
  const { jira } = alarm;
  if (jira === undefined) return <RemovalQuestion sync={sync} alarm={alarm} onClose={onClose} />;
  return <AddressQuestion jira={jira} onYes={() => void sync.accept(jira)} onClose={onClose} />;
}

function RemovalQuestion({ sync, alarm, onClose }: QuestionOf): VNode {
  const held = heldBack(alarm, sync.list.value.runs);
  const issues = held === null ? "the issues" : counted(held.suspect, "issue");
  const place = held === null ? "this project" : held.key;
  return (
    <QuestionDialog
      title={`Remove ${issues} of ${place}?`}
      yes={`Remove ${issues}`}
      onYes={() => void sync.confirm(alarm.project!)}
      onClose={onClose}
    >
      <p>
        Jira still shows {held === null ? "the others" : countWords(held.seen)} of{" "}
        {place}. Confirm only if the rest is really gone there: everybody who follows the feed is
        told that these issues were removed.
      </p>
    </QuestionDialog>
  );
}
