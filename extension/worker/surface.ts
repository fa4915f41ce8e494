/**
 * Brings badge and notifications to what the state says.
 *
 * @module
 */

import { badgeOf } from "../model/badge.ts";
import { planNotices, settlePlan, staleNotices, SUMMARY } from "../model/notices.ts";
import { idOf } from "../model/state.ts";
import type { Words } from "../i18n/words.ts";
import type { Store } from "../store/store.ts";
import type { Connections } from "./connections.ts";
import { Latest } from "./latest.ts";
import type { Ports } from "./ports.ts";
import { noticeText, summaryText } from "./texts.ts";

/** What a surface is made with. */
export interface SurfaceOptions {
  readonly ports: Ports;
  readonly store: Store;
  readonly words: Words;
  readonly connections: Connections;
}

/** Badge and notifications. */
export class Surface {
  readonly #options: SurfaceOptions;
  readonly #drawing: Latest;

  /** Draws nothing yet. */
  constructor(options: SurfaceOptions) {
    this.#options = options;
    this.#drawing = new Latest(async () => {
      await this.#badge();
      await this.#notify();
    });
  }

  /** Draws the state of now; resolves when it is drawn. */
  draw(): Promise<void> {
    return this.#drawing.run();
  }

  async #badge(): Promise<void> {
    const { ports, store, connections } = this.#options;
    const state = await store.read();
    await ports.drawBadge(
      badgeOf(state, { connections: await connections.states(), now: ports.now() }),
    );
  }

  async #notify(): Promise<void> {
    const { ports, store, words } = this.#options;
    const state = await store.read();
    const shown = await ports.notifications.shown();
    const stale = new Set(staleNotices(state, shown));
    for (const id of stale) await ports.notifications.clear(id);
    const onScreen = shown.difference(stale);
    const plan = planNotices(state, { now: ports.now(), onScreen });
    if (plan.settled.length === 0) return;
    for (const entry of plan.show) {
      await ports.notifications.show(idOf(entry), noticeText(words, state, entry));
    }
    if (plan.sum.length > 0) {
      await ports.notifications.show(SUMMARY, summaryText(words, state, plan.sum));
    }
    await store.change((now) => settlePlan(now, plan));
  }
}
