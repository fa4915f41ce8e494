/**
 * The page as a whole: who is signed in, and the models that live as long as they are.
 *
 * @module
 */

import { effect, type Signal, signal } from "@preact/signals";
import { CLOSE } from "../../feed/protocol.ts";
import { readFilters, writeFilters } from "../filters.ts";
import { DEAD_LETTERS, FOREIGN, QUARANTINE } from "../kept_words.ts";
import { ANY_TIME, type KeptTimes } from "../kept_times.ts";
import { keepToken, takeToken } from "../token.ts";
import { titleOf, type View, viewOf } from "../views.ts";
import type { Api } from "./api.ts";
import { FeedModel } from "./feed/feed_model.ts";
import { HealthModel } from "./health_model.ts";
import { KeptModel } from "./kept/kept_model.ts";
import { SyncModel } from "./sync/sync_model.ts";
import { WebhooksModel } from "./sync/webhooks_model.ts";

/** Why somebody who gave a token is asked for one again. */
const REFUSED = "The service did not accept that token. Check that it is complete and still valid.";

/** What lives while somebody is signed in. */
export interface Models {
  /** How the service is reached. */
  readonly api: Api;
  /** The list and its connection. */
  readonly feed: FeedModel;
  /** The service's figures. */
  readonly health: HealthModel;
  /** The comparison with Jira. */
  readonly sync: SyncModel;
  /** The webhooks as Jira knows them. */
  readonly webhooks: WebhooksModel;
  /** What waits for somebody's decision, and when what is shown of it came. */
  readonly kept: {
    readonly deadLetters: KeptModel;
    readonly quarantine: KeptModel;
    readonly foreign: KeptModel;
    readonly times: Signal<KeptTimes>;
  };
}

/** The page, for as long as it is open. */
export class PageModel {
  /** `null` while nobody is signed in. */
  readonly models: Signal<Models | null> = signal(null);
  /** Why the last token was refused. */
  readonly refused: Signal<string | null> = signal(null);
  /** Now, in ms, as precisely as a page tells time. */
  readonly now: Signal<number> = signal(Date.now());
  /** What is shown of it. */
  readonly view: Signal<View>;
  readonly #window: Window;

  /** Signs in with the token of the link or the tab, when there is one. */
  constructor(window: Window) {
    this.#window = window;
    const token = takeToken(this.#places());
    this.view = signal(viewOf(window.location.hash));
    effect(() => void (window.document.title = titleOf(this.view.value)));
    if (token !== null) this.#open(token);
    window.addEventListener("hashchange", () => {
      this.view.value = viewOf(window.location.hash);
    });
    window.setInterval(() => this.now.value = Date.now(), 1_000);
    window.addEventListener("online", () => this.models.peek()?.feed.online());
    window.addEventListener("offline", () => this.models.peek()?.feed.offline());
    window.document.addEventListener("visibilitychange", () => {
      if (!window.document.hidden) this.models.peek()?.feed.wake();
    });
  }

  /** Tries a token. */
  signIn(token: string): void {
    this.refused.value = null;
    keepToken(this.#window.sessionStorage, token);
    this.#open(token);
  }

  /** Goes to a view, as its link would. */
  show(view: View): void {
    this.#window.location.hash = view.hash;
  }

  /** Forgets the token. */
  signOut(): void {
    keepToken(this.#window.sessionStorage, null);
    this.#close();
  }

  #open(token: string): void {
    this.#close();
    const { fetch, location } = this.#window;
    const api: Api = { fetch: fetch.bind(this.#window), url: location.origin, token };
    const feed = new FeedModel({
      api,
      filters: readFilters(new URLSearchParams(location.search)),
      client: crypto.randomUUID(),
      now: Date.now,
    });
    const health = new HealthModel(api, () => this.#refuse());
    const times = signal(ANY_TIME);
    const keeping = { api, times, onChange: () => health.soon() };
    this.models.value = {
      api,
      feed,
      health,
      sync: new SyncModel(api),
      webhooks: new WebhooksModel(api),
      kept: {
        deadLetters: new KeptModel(DEAD_LETTERS, keeping),
        quarantine: new KeptModel(QUARANTINE, keeping),
        foreign: new KeptModel(FOREIGN, keeping),
        times,
      },
    };
    effect(() => {
      const { status } = feed.connection.value;
      if (status.state === "stopped" && status.code === CLOSE.unauthorised) this.#refuse();
    });
    effect(() => {
      if (feed.visible.value.length > 0) health.soon();
    });
    effect(() => this.#showFilters(writeFilters(feed.filters.value)));
  }

  #close(): void {
    const models = this.models.peek();
    this.models.value = null;
    models?.feed[Symbol.dispose]();
    models?.health[Symbol.dispose]();
    models?.kept.deadLetters[Symbol.dispose]();
    models?.kept.quarantine[Symbol.dispose]();
    models?.kept.foreign[Symbol.dispose]();
  }

  #refuse(): void {
    if (this.models.peek() === null) return;
    this.signOut();
    this.refused.value = REFUSED;
  }

  #showFilters(query: string): void {
    const { pathname, hash } = this.#window.location;
    this.#window.history.replaceState(null, "", pathname + query + hash);
  }

  #places() {
    const { location, history, sessionStorage } = this.#window;
    return { location, history, storage: sessionStorage };
  }
}
