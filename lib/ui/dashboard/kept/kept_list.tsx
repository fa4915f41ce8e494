/**
 * The list of one kind of what is kept, under its heading.
 *
 * @module
 */

import type { Signal } from "@preact/signals";
import type { ComponentChildren, VNode } from "preact";
import type { KeptItem } from "../../kept.ts";
import type { KeptModel } from "./kept_model.ts";
import { KeptRow } from "./kept_row.tsx";

/** What a list is drawn from. `now` in ms. */
export interface KeptListProps {
  readonly kept: KeptModel;
  readonly now: Signal<number>;
  /** Above the rows, while there are any. */
  readonly tools: ComponentChildren;
  /** What can be done with one. */
  readonly actions?: (item: KeptItem, name: string) => ComponentChildren;
  /** What came of it. */
  readonly told: ComponentChildren;
  /** What it means that there is none. */
  readonly none: string;
}

/** Says what it means that there are any, or none. */
export function KeptList({ kept, now, tools, actions, told, none }: KeptListProps): VNode {
  const { kind } = kept;
  const items = kept.items.value;
  const problem = kept.problem.value;
  const titleId = `kept-${kind.path.slice(5)}`;
  return (
    <section class="kept" aria-labelledby={titleId}>
      <h3 id={titleId} tabIndex={-1}>{kind.title}</h3>
      <p class="fineprint">{kind.meaning}</p>
      {items?.length === 0 && <p class="empty">{none}</p>}
      {items !== null && items.length > 0 && (
        <>
          <div class="kept-tools">{tools}</div>
          <ul>
            {items.map((item) => (
              <KeptRow
                key={item.id}
                item={item}
                kept={kept}
                now={now}
                {...actions === undefined ? {} : {
                  actions: (name: string) => actions(item, name),
                }}
              />
            ))}
          </ul>
          <More kept={kept} />
        </>
      )}
      {told}
      {problem !== null && <p class="stale">{problem}</p>}
    </section>
  );
}

function More({ kept }: { readonly kept: KeptModel }): VNode | null {
  if (!kept.hasMore.value) return null;
  return kept.canShowMore
    ? <button type="button" onClick={() => kept.more()}>Show older ones</button>
    : <p class="fineprint">There are older ones, too. Choose an earlier time to see them.</p>;
}
