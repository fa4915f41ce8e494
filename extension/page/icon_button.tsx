/**
 * A button that is a drawing: its words are read out, and shown when it is pointed at.
 *
 * @module
 */

import type { ButtonHTMLAttributes, VNode } from "preact";
import { Glyph, type GlyphName } from "./glyphs.tsx";

/** What such a button is drawn from; everything else is an attribute of the button. */
export interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly glyph: GlyphName;
  readonly name: string;
}

/** A button. */
export function IconButton({ glyph, name, children, ...rest }: IconButtonProps): VNode {
  return (
    <button type="button" class="icon-button" aria-label={name} title={name} {...rest}>
      <Glyph name={glyph} />
      {children}
    </button>
  );
}
