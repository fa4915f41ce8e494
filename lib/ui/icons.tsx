/**
 * The few drawings of the page, 16 × 16, drawn with the colour of the text around them.
 *
 * @module
 */

import type { VNode } from "preact";
import type { Level } from "./completeness.ts";

const PATHS: ReadonlyMap<string, string> = new Map([
  ["created", "M8 3v10M3 8h10"],
  ["deleted", "M4 4l8 8M12 4l-8 8"],
  ["updated", "M3 5.5h8.5M9 3l2.5 2.5L9 8M13 10.5H4.5M7 8l-2.5 2.5L7 13"],
  ["commented", "M3 3.5h10v7H7.5L4.5 13v-2.5H3z"],
  ["worklog", "M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM8 5v3.2l2.2 1.3"],
  ["attachment", "M11.5 6.5l-4.6 4.6a2 2 0 0 1-2.8-2.8l5-5a1.3 1.3 0 0 1 1.9 1.9l-4.8 4.7"],
  [
    "link",
    "M6.8 9.2l2.4-2.4M7.4 4.9l1-1a2.6 2.6 0 0 1 3.7 3.7l-1 1M8.6 11.1l-1 1a2.6 2.6 0 0 1-3.7-3.7l1-1",
  ],
  ["sprint", "M3 12.5V3h8l-2 3 2 3H3"],
  ["version", "M8.5 2.5H13V7l-6 6.2L2.6 8.8zM10.6 5h.1"],
  ["left", "M9.5 3H13v10H9.5M10 8H3M5.5 5.5L3 8l2.5 2.5"],
]);

const DOT = "M8 6.5a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3z";

/** A drawing for a kind of change. It says nothing the words beside it don't. */
export function KindIcon({ kind }: { readonly kind: string }): VNode {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS.get(kind) ?? DOT} />
    </svg>
  );
}

/** Each of another shape, as colour alone tells nothing to many. */
const LEVEL_PATHS: Readonly<Record<Level, string>> = {
  good: "M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM5 8.2l2.1 2.1L11 6.2",
  warn: "M8 2L15 14H1zM8 6.3v3.6M8 11.9v.1",
  bad: "M5.3 1.5h5.4l3.8 3.8v5.4l-3.8 3.8H5.3l-3.8-3.8V5.3zM8 4.6v4M8 11.2v.1",
  none: "M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM5 8h6",
};

/** How something stands; `label` says it where no words beside the drawing do. */
export function LevelIcon(
  { level, label }: { readonly level: Level; readonly label?: string },
): VNode {
  const named = label === undefined
    ? { "aria-hidden": true } as const
    : { role: "img", "aria-label": label } as const;
  return (
    <svg class={`level level-${level}`} viewBox="0 0 16 16" {...named}>
      <path d={LEVEL_PATHS[level]} />
    </svg>
  );
}

/** The mark: columns of a board, the last one sending. */
export function Mark(): VNode {
  return (
    <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
      <rect class="mark-bar" x="3" y="6" width="5" height="20" rx="2.5" />
      <rect class="mark-bar" x="11" y="12" width="5" height="14" rx="2.5" />
      <circle class="mark-dot" cx="21.5" cy="23.5" r="2.5" />
      <path class="mark-wave" d="M19 16a7.5 7.5 0 0 1 7.5 7.5M19 10a13.5 13.5 0 0 1 10 13.5" />
    </svg>
  );
}
