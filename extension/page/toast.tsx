/**
 * What was just done, and how to take it back.
 *
 * @module
 */

import type { VNode } from "preact";
import type { MessageId } from "../i18n/messages.ts";
import type { Words } from "../i18n/words.ts";
import type { Undo } from "../model/types.ts";
import type { InboxModel } from "./inbox_model.ts";

/** What is done to many changes at a time. */
const COUNTED = { read: "did_read", unread: "did_unread", done: "did_done" } as const;

/** What is done to one issue, or to one place. */
const TOLD: Readonly<Record<Exclude<Undo["what"], keyof typeof COUNTED>, MessageId>> = {
  snoozed: "did_snooze",
  unsnoozed: "did_unsnooze",
  muted: "did_mute",
  unmuted: "did_unmute",
  followed: "did_follow",
  unfollowed: "did_unfollow",
};

/** A line at the bottom, for a while. */
export function Toast({ inbox }: { readonly inbox: InboxModel }): VNode {
  const { undo } = inbox.state.value;
  return (
    <div class="toast-place" role="status">
      {undo !== null && inbox.canUndo() && (
        <p class="toast">
          <span>{toldOf(inbox.words, undo)}</span>
          <button type="button" class="quiet" onClick={() => void inbox.send({ t: "undo" })}>
            {inbox.words.t("undo")}
          </button>
        </p>
      )}
    </div>
  );
}

function toldOf(words: Words, { what, count }: Undo): string {
  return what === "read" || what === "unread" || what === "done"
    ? words.count(COUNTED[what], count)
    : words.t(TOLD[what]);
}
