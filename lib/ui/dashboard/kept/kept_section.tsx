/**
 * One kind of what waits for somebody's decision: the list, and what can be done with it.
 *
 * @module
 */

import { type Signal, useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { counted, countWords } from "../../numbers.ts";
import { QuestionDialog } from "../question_dialog.tsx";
import { KeptList } from "./kept_list.tsx";
import type { KeptModel } from "./kept_model.ts";
import type { Choice, Counted, Verb } from "./kept_orders.ts";

/** What a section is drawn from. `now` in ms. */
export interface KeptSectionProps {
  readonly kept: KeptModel;
  readonly now: Signal<number>;
  /** What it means that there is none. */
  readonly none: string;
}

/** A choice of ids, which needs no counting. */
function these(ids: readonly string[]): Counted {
  return { choice: { ids }, many: ids.length };
}

/** Replays at once, and asks before it discards. */
export function KeptSection({ kept, now, none }: KeptSectionProps): VNode {
  const { kind, orders } = kept;
  const asking = useSignal<Counted | null>(null);
  const isBusy = orders.progress.value !== null;
  function act(verb: Verb, counted: Counted): void {
    // The button that was pressed goes with its row.
    document.getElementById(`kept-${kind.path.slice(5)}`)?.focus({ preventScroll: true });
    void orders.carryOut(verb, counted);
  }
  function begin(verb: Verb, counted: Counted): void {
    if (verb === "replay") act(verb, counted);
    else asking.value = counted;
  }
  async function beginAll(verb: Verb, choice: Choice): Promise<void> {
    const counted = await orders.count(choice);
    if (counted !== null) begin(verb, counted);
  }
  return (
    <>
      <KeptList
        kept={kept}
        now={now}
        none={none}
        tools={
          <Tools
            kept={kept}
            onSelected={(verb) => begin(verb, these([...kept.chosen.peek()]))}
            onAll={(verb) => void beginAll(verb, kept.all)}
          />
        }
        actions={({ id }, name) => (
          <>
            <button
              type="button"
              disabled={isBusy}
              aria-label={`Replay ${name}`}
              onClick={() => begin("replay", these([id]))}
            >
              Replay
            </button>
            <button
              type="button"
              disabled={isBusy}
              aria-label={`Discard ${name}`}
              onClick={() => begin("discard", these([id]))}
            >
              Discard …
            </button>
          </>
        )}
        told={
          <>
            <Progress kept={kept} />
            <p role="status">{orders.told.value}</p>
          </>
        }
      />
      {asking.value !== null && (
        <DiscardQuestion
          things={counted(asking.value.many, kind.thing)}
          onYes={() => act("discard", asking.peek()!)}
          onClose={() => asking.value = null}
        />
      )}
    </>
  );
}

/** About all of them, or about those that are selected. */
function Tools({ kept, onSelected, onAll }: {
  readonly kept: KeptModel;
  readonly onSelected: (verb: Verb) => void;
  readonly onAll: (verb: Verb) => void;
}): VNode {
  const shown = kept.items.value?.length ?? 0;
  const chosen = kept.chosen.value.size;
  const isBusy = kept.orders.progress.value !== null;
  const which = chosen === 0 ? "all" : `${countWords(chosen)} selected`;
  const act = chosen === 0 ? onAll : onSelected;
  return (
    <>
      <label>
        <input type="checkbox" checked={chosen === shown} onChange={() => kept.toggleAll()} />
        Select all {counted(shown, kept.kind.thing)} shown
      </label>
      <button type="button" disabled={isBusy} onClick={() => act("replay")}>Replay {which}</button>
      <button type="button" disabled={isBusy} onClick={() => act("discard")}>
        Discard {which} …
      </button>
    </>
  );
}

function Progress({ kept: { orders } }: { readonly kept: KeptModel }): VNode | null {
  const order = orders.progress.value;
  if (order === null) return null;
  const { verb, done, of } = order;
  const words = verb === "replay" ? "Replaying" : "Discarding";
  const label = `${words}: ${countWords(done)} of ${countWords(of)}`;
  return (
    <div class="running">
      <progress max={of} value={done} aria-label={label} />
      <p>
        <span>{label}</span>
        <button type="button" onClick={() => orders.stop()}>Stop</button>
      </p>
    </div>
  );
}

function DiscardQuestion({ things, onYes, onClose }: {
  readonly things: string;
  readonly onYes: () => void;
  readonly onClose: () => void;
}): VNode {
  return (
    <QuestionDialog
      title={`Discard ${things}?`}
      yes={`Discard ${things}`}
      onYes={onYes}
      onClose={onClose}
    >
      <p>
        What they tell is then known nowhere here. With access to Jira the next comparison finds
        what changed, but not who did it, and no comments.
      </p>
    </QuestionDialog>
  );
}
