/**
 * One kind of what is kept: the list, and what can be done with it.
 *
 * @module
 */

import { type Signal, useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { useRef } from "preact/hooks";
import { counted, countWords } from "../../numbers.ts";
import { QuestionDialog } from "../question_dialog.tsx";
import type { KeptModel, Verb } from "./kept_model.ts";
import { KeptRow } from "./kept_row.tsx";

/** What a section is drawn from. `now` in ms. */
export interface KeptSectionProps {
  readonly kept: KeptModel;
  readonly now: Signal<number>;
}

/** Says what it means that there are any, or none. */
export function KeptSection({ kept, now }: KeptSectionProps): VNode {
  const { kind } = kept;
  const items = kept.items.value;
  const problem = kept.problem.value;
  const asking = useSignal<readonly string[] | null>(null);
  const title = useRef<HTMLHeadingElement>(null);
  const titleId = `kept-${kind.path.slice(5)}`;
  function act(verb: Verb, ids: readonly string[]): void {
    // The button that was pressed goes with its row.
    title.current?.focus({ preventScroll: true });
    void kept.carryOut(verb, ids);
  }
  return (
    <section class="kept" aria-labelledby={titleId}>
      <h3 id={titleId} ref={title} tabIndex={-1}>{kind.title}</h3>
      <p class="fineprint">{kind.meaning}</p>
      {items?.length === 0 && <p class="empty">{kind.none}</p>}
      {items !== null && items.length > 0 && (
        <>
          <Tools
            kept={kept}
            onReplay={(ids) => act("replay", ids)}
            onDiscard={(ids) => asking.value = ids}
          />
          <ul>
            {items.map((item) => (
              <KeptRow
                key={item.id}
                item={item}
                kept={kept}
                now={now}
                onReplay={() => act("replay", [item.id])}
                onDiscard={() => asking.value = [item.id]}
              />
            ))}
          </ul>
          <More kept={kept} />
        </>
      )}
      <Progress kept={kept} />
      <p role="status">{kept.told.value}</p>
      {problem !== null && <p class="stale">{problem}</p>}
      {asking.value !== null && (
        <DiscardQuestion
          kept={kept}
          ids={asking.value}
          onClose={() => asking.value = null}
        />
      )}
    </section>
  );
}

interface ToolsProps {
  readonly kept: KeptModel;
  readonly onReplay: (ids: readonly string[]) => void;
  readonly onDiscard: (ids: readonly string[]) => void;
}

function Tools({ kept, onReplay, onDiscard }: ToolsProps): VNode {
  const all = (kept.items.value ?? []).map(({ id }) => id);
  const chosen = [...kept.chosen.value];
  const isBusy = kept.order.value !== null;
  const { thing } = kept.kind;
  return (
    <div class="kept-tools">
      <label>
        <input
          type="checkbox"
          checked={chosen.length === all.length}
          onChange={() => kept.toggleAll()}
        />
        Select all {counted(all.length, thing)} shown
      </label>
      {chosen.length > 0 && (
        <>
          <button type="button" disabled={isBusy} onClick={() => onReplay(chosen)}>
            Replay {countWords(chosen.length)} selected
          </button>
          <button type="button" disabled={isBusy} onClick={() => onDiscard(chosen)}>
            Discard {countWords(chosen.length)} selected …
          </button>
        </>
      )}
      {chosen.length === 0 && (
        <button type="button" disabled={isBusy} onClick={() => onReplay(all)}>
          Replay all shown
        </button>
      )}
    </div>
  );
}

function Progress({ kept }: { readonly kept: KeptModel }): VNode | null {
  const order = kept.order.value;
  if (order === null) return null;
  const { verb, done, of } = order;
  const words = verb === "replay" ? "Replaying" : "Discarding";
  const label = `${words}: ${countWords(done)} of ${countWords(of)}`;
  return (
    <div class="running">
      <progress max={of} value={done} aria-label={label} />
      <p>
        <span>{label}</span>
        <button type="button" onClick={() => kept.stop()}>Stop</button>
      </p>
    </div>
  );
}

function More({ kept }: { readonly kept: KeptModel }): VNode | null {
  if (!kept.hasMore.value) return null;
  if (kept.canShowMore) {
    return <button type="button" onClick={() => kept.more()}>Show older ones</button>;
  }
  return (
    <p class="fineprint">
      There are older ones, too. Replay these first, or use <code>{kept.kind.path}/replay</code>
      {" "}
      with times.
    </p>
  );
}

function DiscardQuestion({ kept, ids, onClose }: {
  readonly kept: KeptModel;
  readonly ids: readonly string[];
  readonly onClose: () => void;
}): VNode {
  const things = counted(ids.length, kept.kind.thing);
  return (
    <QuestionDialog
      title={`Discard ${things}?`}
      yes={`Discard ${things}`}
      onYes={() => void kept.carryOut("discard", ids)}
      onClose={onClose}
    >
      <p>
        What they tell is then known nowhere here. With access to Jira the next comparison finds
        what changed, but not who did it, and no comments.
      </p>
    </QuestionDialog>
  );
}
