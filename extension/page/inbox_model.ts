/**
 * The inbox as one page shows it.
 *
 * @module
 */

import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { actorName, sentence, whyWords, type Words } from "../i18n/words.ts";
import { Times } from "../i18n/time.ts";
import { troubleWords } from "../i18n/trouble_words.ts";
import type { Command } from "../model/commands.ts";
import { type Filters, fitting, NO_FILTERS } from "../model/filters.ts";
import { type Group, groupsOf } from "../model/groups.ts";
import { EMPTY, idOf } from "../model/state.ts";
import type { Entry, Mark, State } from "../model/types.ts";
import { complaintOfCommand, type Link } from "./link.ts";

/** Rows drawn at first, and added when they are needed. */
const ROWS = 16;

/** How long an action can be taken back, ms. */
const UNDO_FOR = 20_000;

/** A sheet that lies over the list, and the group it is about. */
export type Sheet =
  | { readonly t: "help" | "pause" }
  | { readonly t: "snooze" | "place"; readonly group: Group };

/** What the page's parts are drawn from, and what they do. */
export class InboxModel {
  readonly words: Words;
  readonly times: Times;
  readonly link: Link;
  /** The state; empty until it is read. */
  readonly state: ReadonlySignal<State>;
  readonly groups: ReadonlySignal<readonly Group[]>;
  /** The groups that fit the filters. */
  readonly visible: ReadonlySignal<readonly Group[]>;
  readonly filters: Signal<Filters> = signal(NO_FILTERS);
  /** How many rows are drawn. */
  readonly rows: Signal<number> = signal(ROWS);
  /** The group that keys act on. */
  readonly current: Signal<string | null> = signal(null);
  /** Groups whose earlier changes are shown. */
  readonly expanded: Signal<ReadonlySet<string>> = signal(new Set());
  readonly sheet: Signal<Sheet | null> = signal(null);
  /** Entries that were new when this page saw them first. */
  readonly fresh: Signal<ReadonlySet<string>> = signal(new Set());
  /** What could not be done, in words for people. */
  readonly failure: Signal<string | null> = signal(null);
  /** Now, ms, as precisely as a page tells time. */
  readonly now: Signal<number>;

  /** The model of a page over its link. */
  constructor({ link, words, now }: {
    readonly link: Link;
    readonly words: Words;
    readonly now: number;
  }) {
    this.link = link;
    this.words = words;
    this.times = new Times(words);
    this.now = signal(now);
    this.state = computed(() => link.state.value ?? EMPTY);
    this.groups = computed(() => groupsOf(this.state.value));
    this.visible = computed(() =>
      fitting(this.groups.value, {
        filters: this.filters.value,
        words: (group) => this.allWords(group),
      })
    );
  }

  /** Has the worker do something; says so when it cannot. */
  async send(command: Command): Promise<void> {
    try {
      await this.link.send(command);
      this.failure.value = null;
    } catch (error) {
      this.failure.value = troubleWords(this.words, complaintOfCommand(error));
    }
  }

  /** Remembers which entries are new, and has them count as seen. */
  see(): void {
    const unseen = [...this.state.peek().entries.values()].filter(({ mark }) => mark === "unseen");
    if (unseen.length === 0) return;
    this.fresh.value = new Set([...this.fresh.peek(), ...unseen.map(idOf)]);
    void this.send({ t: "see" });
  }

  /** Marks all changes of some groups. */
  mark(groups: readonly Group[], to: Mark): Promise<void> {
    const ids = groups.flatMap(({ entries }) => entries.map(idOf));
    return this.send({ t: "mark", ids, to });
  }

  /** Marks what is unread as read, and the other way round. */
  toggleRead(group: Group): Promise<void> {
    if (group.unread > 0) return this.mark([group], "read");
    return this.send({ t: "mark", ids: [idOf(group.entries[0]!)], to: "unread" });
  }

  /** Marks as read what the filters show. */
  async readAll(): Promise<void> {
    await this.mark(this.visible.peek().filter(({ unread }) => unread > 0), "read");
  }

  /** Changes the filters; the list begins again at its top. */
  filter(change: Partial<Filters>): void {
    this.filters.value = { ...this.filters.value, ...change };
    this.rows.value = ROWS;
    this.current.value = null;
  }

  /** Draws more rows. */
  more(): void {
    this.rows.value += ROWS * 3;
  }

  /** Shows or hides the earlier changes of a group. */
  toggleExpanded({ ref }: Group): void {
    const expanded = new Set(this.expanded.peek());
    if (!expanded.delete(ref)) expanded.add(ref);
    this.expanded.value = expanded;
  }

  /** Whether the last action can still be taken back. */
  canUndo(): boolean {
    const { undo } = this.state.value;
    return undo !== null && Math.abs(this.now.value - undo.at) < UNDO_FOR;
  }

  /** Everything a group says, to search in. */
  allWords({ issue, entries, reasons, server }: Group): string {
    const told = entries.flatMap((
      { item },
    ) => [actorName(this.words, item), sentence(this.words, item)]);
    const why = reasons.map((reason) => whyWords(this.words, reason));
    const state = [issue?.key, issue?.summary, issue?.status?.name, issue?.project?.name];
    return [...state, server.name, ...told, ...why].filter((text) => text !== undefined).join(" ");
  }

  /** Whether an entry came since the inbox was looked at before. */
  isFresh(entry: Entry): boolean {
    return entry.mark === "unseen" || this.fresh.value.has(idOf(entry));
  }
}
