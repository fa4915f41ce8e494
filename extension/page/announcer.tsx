/**
 * Tells users of screen readers what came, no oftener than one can listen.
 *
 * @module
 */

import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { sentence } from "../i18n/words.ts";
import type { InboxModel } from "./inbox_model.ts";

/** Time between two announcements, ms. */
const ANNOUNCE_EVERY = 10_000;

/** A polite live region, out of sight. */
export function Announcer({ inbox }: { readonly inbox: InboxModel }): VNode {
  const words = useSignal("");
  const told = useRef(inbox.groups.peek()[0]?.n ?? 0);
  useEffect(() => {
    const timer = setInterval(() => {
      const fresh = inbox.groups.peek().filter(({ n, tab }) => tab === "inbox" && n > told.current);
      const [latest] = fresh;
      if (latest === undefined) return;
      told.current = latest.n;
      const what = `${latest.issue?.key ?? ""} ${sentence(inbox.words, latest.entries[0]!.item)}`;
      words.value = fresh.length === 1
        ? what
        : inbox.words.t("said", inbox.words.count("announce", fresh.length), what);
    }, ANNOUNCE_EVERY);
    return () => clearInterval(timer);
  }, [inbox]);
  return <p class="unseen" aria-live="polite">{words}</p>;
}
