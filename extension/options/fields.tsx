/**
 * The fields settings are made of.
 *
 * @module
 */

import type { ComponentChildren, VNode } from "preact";

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
    readonly onChange: (on: boolean) => void;
  },
): VNode {
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={checked}
        onChange={(event) => {
          const { checked: on } = event.currentTarget;
          // What the state says counts: a question of the browser may be answered with no.
          event.currentTarget.checked = checked;
          onChange(on);
        }}
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
