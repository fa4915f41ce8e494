/**
 * Asks before something that can't be taken back.
 *
 * @module
 */

import type { ComponentChildren, VNode } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

/** What is asked. */
export interface QuestionProps {
  readonly title: string;
  /** What will happen. */
  readonly children: ComponentChildren;
  /** What the button says that does it. */
  readonly yes: string;
  readonly onYes: () => void;
  /** The dialog was closed, either way. */
  readonly onClose: () => void;
}

/** A modal dialog, open while it is there; the harmless answer has the focus. */
export function QuestionDialog({ title, children, yes, onYes, onClose }: QuestionProps): VNode {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => dialog.current?.showModal(), []);
  function answered(): void {
    const confirmed = dialog.current?.returnValue === "yes";
    if (confirmed) {
      onYes();
      // What was asked about goes away, and the button that asked with it.
      document.querySelector("main")?.focus({ preventScroll: true });
    }
    onClose();
  }
  return (
    <dialog ref={dialog} class="sheet" aria-labelledby="question-title" onClose={answered}>
      <h2 id="question-title">{title}</h2>
      {children}
      <form method="dialog">
        <button type="submit" value="no" autofocus>Cancel</button>
        <button type="submit" value="yes" class="danger">{yes}</button>
      </form>
    </dialog>
  );
}
