/**
 * The fields settings are made of.
 *
 * @module
 */

import type { ComponentChildren, VNode } from "preact";
import { useRef } from "preact/hooks";

/** A section with its heading. */
export function Section(
  { id, title, children }: {
    readonly id: string;
    readonly title: string;
    readonly children: ComponentChildren;
  },
): VNode {
  return (
    <section class="section" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  );
}

/** What is on or off, and what that means. */
export function Check(
  { label, help, checked, onChange }: {
    readonly label: string;
    readonly help?: string;
    readonly checked: boolean;
    readonly onChange: (on: boolean) => Promise<unknown>;
  },
): VNode {
  const chosen = useRef(checked);
  chosen.current = checked;
  async function change(input: HTMLInputElement): Promise<void> {
    await onChange(input.checked);
    // A question of the browser may have been answered with no.
    input.checked = chosen.current;
  }
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={checked}
        onChange={(event) => void change(event.currentTarget)}
      />
      <span>
        {label}
        {help !== undefined && <span class="fineprint">{help}</span>}
      </span>
    </label>
  );
}

/** One of a few. */
export function Radios<Value extends string>(
  { name, legend, value, options, onChange }: {
    readonly name: string;
    readonly legend: string;
    readonly value: Value;
    readonly options: readonly (readonly [value: Value, label: string])[];
    readonly onChange: (value: Value) => void;
  },
): VNode {
  return (
    <fieldset class="radios">
      <legend>{legend}</legend>
      {options.map(([each, label]) => (
        <label key={each} class="check">
          <input
            type="radio"
            name={name}
            checked={each === value}
            onChange={() => onChange(each)}
          />
          <span>{label}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** A line of text, taken when it is left. */
export function Line(
  { label, help, value, type, onChange }: {
    readonly label: string;
    readonly help?: string;
    readonly value: string;
    readonly type?: "time";
    readonly onChange: (value: string) => void;
  },
): VNode {
  return (
    <label class="line">
      <span>{label}</span>
      <input
        {...type === undefined ? { type: "text" } : { type }}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      {help !== undefined && <span class="fineprint">{help}</span>}
    </label>
  );
}
