/**
 * The one element the extension adds to a page of Jira: follow and mute, and what changed since the
 * page was opened. It lives in a shadow root, so that neither page nor notice styles the other.
 *
 * @module
 */

import type { FeedItem } from "../../lib/feed/protocol.ts";
import { sentence, type Words } from "../i18n/words.ts";
import type { Command, Visited } from "../model/commands.ts";
import styles from "./page_notice.css" with { type: "text" };

/** What of the page's notice is on the screen, until it is disposed of. */
export class PageNotice implements Disposable {
  readonly #words: Words;
  readonly #send: (command: Command) => Promise<unknown>;
  readonly #host: HTMLElement;
  readonly #root: ShadowRoot;
  #visited: Visited | null = null;
  #item: FeedItem | null = null;

  /** Adds the element to the page. */
  constructor(words: Words, send: (command: Command) => Promise<unknown>) {
    this.#words = words;
    this.#send = send;
    this.#host = document.createElement("boardcast-notice");
    this.#root = this.#host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
    this.#root.adoptedStyleSheets = [sheet];
    document.body.append(this.#host);
  }

  /** Shows what can be done about the issue. */
  show(visited: Visited): void {
    this.#visited = visited;
    this.#draw();
  }

  /** Says that the issue changed. */
  changed(item: FeedItem): void {
    this.#item = item;
    this.#draw();
  }

  /** Takes the element out of the page. */
  [Symbol.dispose](): void {
    this.#host.remove();
  }

  #draw(): void {
    const { t } = this.#words;
    const visited = this.#visited;
    const bar = element("div", "bar");
    bar.setAttribute("role", "region");
    bar.setAttribute("aria-label", t("name"));
    if (this.#item !== null) bar.append(this.#change(this.#item));
    if (visited !== null) {
      const { place, muted, followed } = visited;
      bar.append(
        this.#button(
          t(followed ? "unfollow" : "follow", place.key),
          { t: "follow", place, on: !followed },
        ),
        this.#button(t(muted ? "unmute" : "mute", place.key), { t: "mute", place, on: !muted }),
      );
    }
    this.#root.replaceChildren(bar);
  }

  #change(item: FeedItem): HTMLElement {
    const { t } = this.#words;
    const told = element("p", "change");
    told.setAttribute("role", "status");
    told.append(
      element("strong", "", t("page_changed")),
      element("span", "", sentence(this.#words, item)),
    );
    const reload = element("button", "reload", t("page_reload"));
    reload.addEventListener("click", () => location.reload());
    const close = element("button", "close", t("dismiss"));
    close.addEventListener("click", () => {
      this.#item = null;
      this.#draw();
    });
    told.append(reload, close);
    return told;
  }

  #button(name: string, command: Command & { readonly t: "follow" | "mute" }): HTMLElement {
    const button = element("button", "do", name);
    button.addEventListener("click", async ({ isTrusted }) => {
      // The page could press it, too; it is the person's to press.
      if (!isTrusted) return;
      await this.#send(command);
      const visited = this.#visited!;
      this.show(
        command.t === "follow"
          ? { ...visited, followed: command.on }
          : { ...visited, muted: command.on },
      );
    });
    return button;
  }
}

function element(name: string, className: string, text = ""): HTMLElement {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}
