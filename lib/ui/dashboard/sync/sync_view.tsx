/**
 * The view of how far the mirror agrees with Jira, and of what an operator can do about it.
 *
 * @module
 */

import type { Signal } from "@preact/signals";
import type { VNode } from "preact";
import { useEffect } from "preact/hooks";
import type { Models } from "../page_model.ts";
import { AlarmList } from "./alarm_list.tsx";
import { DriftSection } from "./drift_section.tsx";
import { ProgressCard } from "./progress_card.tsx";
import { RunSection } from "./run_section.tsx";
import { Setup } from "./setup.tsx";
import { VerdictSection } from "./verdict_section.tsx";
import { WebhookSection } from "./webhook_section.tsx";

/** Asks for what it shows while it is shown. `now` in ms. */
export function SyncView(
  { models, now }: { readonly models: Models; readonly now: Signal<number> },
): VNode {
  const { sync, webhooks } = models;
  useEffect(() => {
    const watching = [sync.watch(), webhooks.watch()];
    return () => watching.forEach((watch) => watch[Symbol.dispose]());
  }, [sync, webhooks]);
  const report = sync.report.value;
  const isOff = report?.completeness.state === "off";
  return (
    <>
      <VerdictSection sync={sync} now={now} />
      {isOff && <Setup />}
      <AlarmList sync={sync} now={now} />
      <ProgressCard sync={sync} now={now} />
      {report !== null && !isOff && (
        <>
          <DriftSection sync={sync} />
          <RunSection sync={sync} now={now} />
          <WebhookSection webhooks={webhooks} now={now} />
        </>
      )}
    </>
  );
}
