/**
 * The run under way, and how it ended.
 *
 * @module
 */

import { type Signal, useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { useEffect } from "preact/hooks";
import { counted } from "../../numbers.ts";
import { progressOf, RUN_NAMES, runLength } from "../../runs.ts";
import type { SyncModel } from "./sync_model.ts";

/** Time between two announcements of progress, in ms: as often as one can listen. */
const ANNOUNCE_EVERY = 10_000;

/** Seen and spoken. `now` in ms. */
export function ProgressCard(
  { sync, now }: { readonly sync: SyncModel; readonly now: Signal<number> },
): VNode {
  return (
    <>
      <Running sync={sync} now={now} />
      <Spoken sync={sync} />
    </>
  );
}

function Running(
  { sync, now }: { readonly sync: SyncModel; readonly now: Signal<number> },
): VNode | null {
  const run = sync.running.value;
  if (run === null) return null;
  const { share, words, left } = progressOf(run, now.value);
  return (
    <section class="running" aria-labelledby="running-title">
      <h3 id="running-title">{RUN_NAMES[run.kind]} under way</h3>
      <progress aria-labelledby="running-title" {...share === null ? {} : { value: share }} />
      <p>
        <span>{words}</span>
        <span>{counted(run.requests, "request")}</span>
        <span>{runLength(run, now.value)} so far{left !== "" && `, ${left}`}</span>
      </p>
    </section>
  );
}

/** A polite live region, out of sight. */
function Spoken({ sync }: { readonly sync: SyncModel }): VNode {
  const words = useSignal("");
  useEffect(() => {
    const tell = () => {
      const run = sync.running.peek();
      if (run === null) return;
      words.value = `${RUN_NAMES[run.kind]}: ${progressOf(run, Date.now()).words}`;
    };
    const timer = setInterval(tell, ANNOUNCE_EVERY);
    const stop = sync.running.subscribe((run) => run === null ? words.value = "" : undefined);
    return () => {
      clearInterval(timer);
      stop();
    };
  }, [sync]);
  return <p class="unseen" aria-live="polite">{words.value || sync.ended.value}</p>;
}
