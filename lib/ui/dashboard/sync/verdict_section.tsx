/**
 * How complete the mirror is, in one large sentence, with what it rests on and the two buttons.
 *
 * @module
 */

import type { Signal } from "@preact/signals";
import type { VNode } from "preact";
import { factsOf, verdictOf } from "../../completeness.ts";
import { LevelIcon } from "../../icons.tsx";
import type { SyncModel } from "./sync_model.ts";

/** `now` in ms. */
export function VerdictSection(
  { sync, now }: { readonly sync: SyncModel; readonly now: Signal<number> },
): VNode {
  const completeness = sync.report.value?.completeness ?? null;
  if (completeness === null) return <Waiting problem={sync.problem.value} />;
  const { level, sentence } = verdictOf(completeness, now.value);
  const isOff = completeness.state === "off";
  return (
    <section class="verdict" aria-label="Completeness">
      <div class={`verdict-sentence words-${level}`}>
        <LevelIcon level={level} />
        <h2>{sentence}</h2>
      </div>
      {!isOff && (
        <dl class="figures figures-4">
          {factsOf(completeness, now.value).map(({ name, value, note }) => (
            <div class="figure" key={name}>
              <dt>{name}</dt>
              <dd class="figure-value">{value}</dd>
              <dd class="figure-note">{note}</dd>
            </div>
          ))}
        </dl>
      )}
      <div class="verdict-actions">
        {!isOff && (
          <>
            <button type="button" onClick={() => sync.start("sweep")}>Sweep now</button>
            <button type="button" onClick={() => sync.start("census")}>Census now</button>
          </>
        )}
        <p role="status">{sync.actions.told.value}</p>
        {sync.problem.value !== null && <p class="stale">{sync.problem.value}</p>}
      </div>
      {!isOff && (
        <p class="fineprint">
          A sweep asks Jira what changed lately. A census compares the ids of all issues, and so
          finds what was deleted, too. Both run by themselves.
        </p>
      )}
    </section>
  );
}

function Waiting({ problem }: { readonly problem: string | null }): VNode {
  return (
    <section class="verdict" aria-label="Completeness">
      <h2 class="verdict-sentence words-none">
        {problem === null ? "Asking how far this agrees with Jira" : "Not known"}
      </h2>
      {problem !== null && <p class="stale" role="status">{problem}</p>}
    </section>
  );
}
