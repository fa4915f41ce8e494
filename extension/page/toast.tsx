/**
 * What was just done, and how to take it back.
 *
 * @module
 */

import type { VNode } from "preact";
import type { CountId } from "../i18n/messages.ts";
import type { Undo } from "../model/types.ts";
import type { InboxModel } from "./inbox_model.ts";

const WORDS: Readonly<Record<Undo["what"], CountId>> = {
  read: "did_read",
  unread: "did_unread",
  done: "did_done",
  snoozed: "did_snooze",
  unsnoozed: "did_unsnooze",
  muted: "did_mute",
  unmuted: "did_unmute",
};

/** A line at the bottom, for a while. */
export function Toast({ inbox }: { readonly inbox: InboxModel }): VNode {
  const { undo } = inbox.state.value;
  return (
    <div class="toast-place" role="status">
      {undo !== null && inbox.canUndo() && (
        <p class="toast">
          <span>{inbox.words.count(WORDS[undo.what], undo.count)}</span>
          <button type="button" class="quiet" onClick={() => void inbox.send({ t: "undo" })}>
            {inbox.words.t("undo")}
          </button>
        </p>
      )}
    </div>
  );
}
