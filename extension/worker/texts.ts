/**
 * What notifications say.
 *
 * @module
 */

import { judge } from "../model/judge.ts";
import { issueRef } from "../model/state.ts";
import type { Entry, State } from "../model/types.ts";
import { sentence, whyWords, type Words } from "../i18n/words.ts";
import type { NoticeText } from "./ports.ts";

/** Characters of a message that notifications of all systems show. */
const LONGEST = 200;

/** The notification of one change: which issue, what happened, and why one is told. */
export function noticeText(words: Words, state: State, entry: Entry): NoticeText {
  const { item } = entry;
  const [reason] = judge(state, entry).reasons;
  const title = [item.issue?.key, item.issue?.summary].filter((part) => part !== undefined);
  return {
    title: title.length === 0 ? words.t("name") : title.join(" "),
    message: cut(sentence(words, item)),
    context: reason === undefined ? "" : whyWords(words, reason),
    buttons: [words.t("action_read"), words.t("action_done")],
    silent: !state.settings.notify.sound,
  };
}

/** One notification for many changes. */
export function summaryText(words: Words, state: State, entries: readonly Entry[]): NoticeText {
  const refs = new Set(entries.map(({ server, item }) => issueRef(server, item)));
  const keys = new Set(entries.map(({ item }) => item.issue?.key ?? item.kind).reverse());
  return {
    title: words.count("changes", entries.length),
    message: cut(words.list([...keys].slice(0, 8))),
    context: words.count("in_issues", refs.size),
    buttons: [],
    silent: !state.settings.notify.sound,
  };
}

function cut(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`;
}
