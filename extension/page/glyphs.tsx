/**
 * Drawings of buttons, 16 × 16, in the colour of the text around them.
 *
 * @module
 */

import type { VNode } from "preact";

const PATHS = {
  bell: "M8 2.5a3.5 3.5 0 0 0-3.5 3.5v2.5L3 11h10l-1.5-2.5V6A3.5 3.5 0 0 0 8 2.5zM6.5 13h3",
  bell_off: "M4.5 6.5v2L3 11h8M6 3.2A3.5 3.5 0 0 1 11.5 6v2.5l.8 1.3M6.5 13h3M2.5 2.5l11 11",
  settings: "M2.5 4.5h6M11.5 4.5h2M2.5 11.5h2M7.5 11.5h6M10 3v3M6 10v3",
  help: "M5.8 6a2.2 2.2 0 1 1 3.2 2c-.7.4-1 .8-1 1.5M8 12h.01",
  done: "M3 8.5l3.3 3.3L13 5",
  read: "M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6z",
  snooze: "M8 3a5 5 0 1 0 0 10A5 5 0 0 0 8 3zM8 5.5V8l1.8 1.2",
  more: "M3.5 8h.01M8 8h.01M12.5 8h.01",
  filter: "M2.5 4h11M4.5 8h7M6.5 12h3",
  search: "M7 3a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM10 10l3.5 3.5",
  undo: "M5.5 3.5L3 6l2.5 2.5M3 6h6a3.5 3.5 0 0 1 0 7H6",
} as const;

/** What there is a drawing of. */
export type GlyphName = keyof typeof PATHS;

/** A drawing; the words are with the button. */
export function Glyph({ name }: { readonly name: GlyphName }): VNode {
  return (
    <svg class="glyph" viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
