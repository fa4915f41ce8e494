/**
 * Text as version 3 of the REST API gives it.
 *
 * @module
 */

import type { Shape } from "../entity_shapes.ts";

/** A text as an Atlassian document: a paragraph for each block, a break for each line. */
export function adfOf(text: string): Shape {
  return {
    type: "doc",
    version: 1,
    content: text.split(/\n{2,}/).map((block) => ({
      type: "paragraph",
      content: block.split("\n").flatMap((line, index) => [
        ...(index === 0 ? [] : [{ type: "hardBreak" }]),
        ...(line === "" ? [] : [{ type: "text", text: line }]),
      ]),
    })),
  };
}
