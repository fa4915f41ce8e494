/**
 * The view of what waits for somebody's decision.
 *
 * @module
 */

import type { Signal } from "@preact/signals";
import type { VNode } from "preact";
import { useEffect } from "preact/hooks";
import { isNarrowed } from "../../kept_times.ts";
import { keptVerdict } from "../../kept_words.ts";
import { LevelIcon } from "../../icons.tsx";
import type { Models } from "../page_model.ts";
import { ForeignSection } from "./foreign_section.tsx";
import { KeptSection } from "./kept_section.tsx";
import { TimeFilter } from "./time_filter.tsx";

/** What it means that nothing came in the time that was chosen. */
const NONE_THEN = "None that came in this time.";

/** Asks for what it shows while it is shown. `now` in ms. */
export function KeptView(
  { models, now }: { readonly models: Models; readonly now: Signal<number> },
): VNode {
  const { deadLetters, quarantine, foreign, times } = models.kept;
  const kinds = [deadLetters, quarantine];
  const isNarrow = isNarrowed(times.value);
  const hasSome = [...kinds, foreign].some(({ items }) => (items.value?.length ?? 0) > 0);
  useEffect(() => {
    const watching = [deadLetters, quarantine, foreign].map((kept) => kept.watch());
    return () => watching.forEach((watch) => watch[Symbol.dispose]());
  }, [deadLetters, quarantine, foreign]);
  return (
    <>
      <Verdict models={models} />
      {(isNarrow || hasSome) && <TimeFilter times={times} />}
      {kinds.map((kept) => (
        <KeptSection
          key={kept.kind.path}
          kept={kept}
          now={now}
          none={isNarrow ? NONE_THEN : kept.kind.none}
        />
      ))}
      <ForeignSection kept={foreign} sync={models.sync} now={now} />
    </>
  );
}

function Verdict({ models: { kept } }: { readonly models: Models }): VNode {
  const { deadLetters, quarantine, foreign, times } = kept;
  const kinds = [deadLetters, quarantine];
  const isKnown = kinds.every(({ items }) => items.value !== null);
  const isAway = kinds.some(({ problem }) => problem.value !== null);
  const waiting = kinds.reduce((sum, { items }) => sum + (items.value?.length ?? 0), 0);
  const verdict = keptVerdict({
    waiting,
    foreign: foreign.items.value?.length ?? 0,
    isMore: (waiting > 0 ? kinds : [foreign]).some(({ hasMore }) => hasMore.value),
    isNarrow: isNarrowed(times.value),
  });
  const { level, sentence } = isKnown ? verdict : {
    level: "none",
    sentence: isAway ? "Not known" : "Asking the service what it keeps",
  } as const;
  return (
    <section class="verdict" aria-labelledby="kept-verdict">
      <div class="verdict-sentence">
        <LevelIcon level={level} />
        <h2 id="kept-verdict" class={`words-${level}`}>{sentence}</h2>
      </div>
    </section>
  );
}
