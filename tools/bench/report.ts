/**
 * How the figures are printed.
 *
 * @module
 */

import type { Figure } from "./types.ts";

/** What a benchmark found. */
export interface Finding {
  readonly name: string;
  readonly question: string;
  readonly figures: readonly Figure[];
}

const NAME_WIDTH = 44;
const VALUE_WIDTH = 10;

/** The figures of one benchmark as lines. */
export function findingLines({ name, question, figures }: Finding): string[] {
  const rows = figures.map((figure) =>
    `  ${figure.name.padEnd(NAME_WIDTH)}${valueText(figure).padStart(VALUE_WIDTH)} ${figure.unit}`
      .trimEnd()
  );
  return [`${name}: ${question}`, ...rows, ""];
}

/** Large numbers whole and grouped, small ones with the digits that still mean something. */
function valueText({ value }: Figure): string {
  if (Number.isInteger(value) || Math.abs(value) >= 100) {
    return Math.round(value).toLocaleString("en-GB");
  }
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
}
