/**
 * One thing that is kept.
 *
 * @module
 */

import type { Signal } from "@preact/signals";
import type { ComponentChildren, VNode } from "preact";
import type { KeptItem } from "../../kept.ts";
import { effortWords, subjectWords } from "../../kept_words.ts";
import { fullTime, instant } from "../../time.ts";
import type { KeptModel } from "./kept_model.ts";

/** What a row is drawn from. `now` in ms. */
export interface KeptRowProps {
  readonly item: KeptItem;
  readonly kept: KeptModel;
  readonly now: Signal<number>;
  /** What can be done with it beyond looking, given what to call it. */
  readonly actions?: (name: string) => ComponentChildren;
}

/** With its reason, its body on demand, and what can be done with it: only that can be chosen. */
export function KeptRow({ item, kept, now, actions }: KeptRowProps): VNode {
  const { id, receivedAt, reason } = item;
  const subject = subjectWords(item);
  const at = instant(receivedAt, now.value);
  const name = `${subject}, ${at}`;
  const body = kept.bodies.value.get(id);
  const bodyId = `body-${id}`;
  return (
    <li class={actions === undefined ? "kept-row kept-row-shown" : "kept-row"}>
      {actions !== undefined && (
        <input
          type="checkbox"
          aria-label={`Select ${name}`}
          checked={kept.chosen.value.has(id)}
          onChange={() => kept.toggle(id)}
        />
      )}
      <div>
        <h4>{subject}</h4>
        <p class="fineprint">
          <time dateTime={new Date(receivedAt).toISOString()} title={fullTime(receivedAt)}>
            {at}
          </time>, {effortWords(item)}
        </p>
        <p class="problem">{reason ?? "Nothing was noted why."}</p>
      </div>
      <div class="kept-actions">
        <button
          type="button"
          aria-expanded={body !== undefined}
          aria-controls={body === undefined ? undefined : bodyId}
          aria-label={`Body of ${name}`}
          onClick={() => kept.toggleBody(id)}
        >
          Body
        </button>
        {actions?.(name)}
      </div>
      {body !== undefined && (
        <pre id={bodyId} tabIndex={0} aria-label={`Body of ${name}`}>{body}</pre>
      )}
    </li>
  );
}
