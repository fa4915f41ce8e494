/**
 * The inbox as one page shows it.
 *
 * @module
 */

import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { actorName, sentence, whyWords } from "../i18n/words.ts";
import { type Filters, fitting, NO_FILTERS } from "../model/filters.ts";
import { type Group, groupsOf } from "../model/groups.ts";
import { idOf } from "../model/state.ts";
import type { Entry, Mark } from "../model/types.ts";
import { PageModel, type PageOptions } from "./page_model.ts";

/** Rows drawn at first, and added when they are needed. */
const ROWS = 16;

/** How long an action can be taken back, ms. */
const UNDO_FOR = 20_000;

/** A sheet that lies over the list, and the group it is about. */
export type Sheet =
  | { readonly t: "help" | "pause" }
  | { readonly t: "snooze" | "place"; readonly group: Group };

/** What the page's parts are drawn from, and what they do. */
export class InboxModel extends PageModel {
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

  /** The model of the page. */
  constructor(options: PageOptions) {
    super(options);
    this.groups = computed(() => groupsOf(this.state.value));
    this.visible = computed(() =>
      fitting(this.groups.value, {
        filters: this.filters.value,
        words: (group) => this.allWords(group),
      })
    );
  }

  /** Remembers which entries are new, and has them count as seen. */
  see(): void {
    const unseen = [...this.state.peek().entries.values()].filter(({ mark }) => mark === "unseen");
    if (unseen.length === 0) return;
    this.fresh.value = new Set([...this.fresh.peek(), ...unseen.map(idOf)]);
    void this.send({ t: "see" });
  }

  /** Marks all changes of some groups. */
  async mark(groups: readonly Group[], to: Mark): Promise<void> {
    const ids = groups.flatMap(({ entries }) => entries.map(idOf));
    await this.send({ t: "mark", ids, to });
  }

  /** Marks what is unread as read, and the other way round. */
  async toggleRead(group: Group): Promise<void> {
    if (group.unread > 0) return await this.mark([group], "read");
    await this.send({ t: "mark", ids: [idOf(group.entries[0]!)], to: "unread" });
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
