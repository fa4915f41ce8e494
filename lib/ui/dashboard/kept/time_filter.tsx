/**
 * Narrows what is kept to when it came.
 *
 * @module
 */

import type { Signal } from "@preact/signals";
import type { VNode } from "preact";
import {
  ANY_TIME,
  fieldText,
  isNarrowed,
  type KeptTimes,
  readBegin,
  readEnd,
} from "../../kept_times.ts";

/** A year of more figures would be no time that can be read. */
const LAST = "9999-12-31T23:59";

/** Two fields; either may stay empty. */
export function TimeFilter({ times }: { readonly times: Signal<KeptTimes> }): VNode {
  const { from, to } = times.value;
  const narrow = (change: Partial<KeptTimes>) => times.value = { ...times.peek(), ...change };
  return (
    <div class="kept-times" role="group" aria-label="Time">
      <Field name="Came from" at={from} onChange={(text) => narrow({ from: readBegin(text) })} />
      <Field name="Until" at={to} onChange={(text) => narrow({ to: readEnd(text) })} />
      {isNarrowed(times.value) && (
        <button type="button" onClick={() => times.value = ANY_TIME}>Any time</button>
      )}
    </div>
  );
}

function Field({ name, at, onChange }: {
  readonly name: string;
  readonly at: number | null;
  readonly onChange: (text: string) => void;
}): VNode {
  return (
    <label>
      <span>{name}</span>
      <input
        type="datetime-local"
        max={LAST}
        value={fieldText(at)}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </label>
  );
}
