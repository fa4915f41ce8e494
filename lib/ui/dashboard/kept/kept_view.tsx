/**
 * The view of what waits for somebody's decision.
 *
 * @module
 */

import type { Signal } from "@preact/signals";
import type { VNode } from "preact";
import { useEffect } from "preact/hooks";
import { counted } from "../../numbers.ts";
import { LevelIcon } from "../icons.tsx";
import type { Models } from "../page_model.ts";
import type { KeptModel } from "./kept_model.ts";
import { KeptSection } from "./kept_section.tsx";

/** Asks for what it shows while it is shown. `now` in ms. */
export function KeptView(
  { models, now }: { readonly models: Models; readonly now: Signal<number> },
): VNode {
  const { deadLetters, quarantine } = models.kept;
  useEffect(() => {
    const watching = [deadLetters.watch(), quarantine.watch()];
    return () => watching.forEach((watch) => watch[Symbol.dispose]());
  }, [deadLetters, quarantine]);
  return (
    <>
      <Verdict kinds={[deadLetters, quarantine]} />
      <KeptSection kept={deadLetters} now={now} />
      <KeptSection kept={quarantine} now={now} />
    </>
  );
}

function Verdict({ kinds }: { readonly kinds: readonly KeptModel[] }): VNode {
  const lists = kinds.map(({ items }) => items.value);
  const isKnown = lists.every((items) => items !== null);
  const all = lists.reduce((sum, items) => sum + (items?.length ?? 0), 0);
  const isMore = kinds.some(({ hasMore }) => hasMore.value);
  const isAway = kinds.some(({ problem }) => problem.value !== null);
  const level = !isKnown ? "none" : all === 0 ? "good" : "warn";
  return (
    <section class="verdict" aria-labelledby="kept-verdict">
      <div class="verdict-sentence">
        <LevelIcon level={level} />
        <h2 id="kept-verdict" class={`words-${level}`}>
          {!isKnown
            ? isAway ? "Not known" : "Asking the service what it keeps"
            : all === 0
            ? "Nothing waits for you: every webhook could be read, and applied"
            : `${isMore ? "More than " : ""}${counted(all, "webhook")} could not be applied, or ` +
              "not even read. None of them is lost: replay or discard them"}
        </h2>
      </div>
    </section>
  );
}
