/**
 * The keys of the page.
 *
 * @module
 */

import { type View, VIEWS } from "../views.ts";

/** What keys do beyond moving the focus. */
export interface KeyActions {
  /** `p` */
  readonly togglePause: () => void;
  /** `?` */
  readonly showHelp: () => void;
  /** The key of a view. */
  readonly show: (view: View) => void;
  /** Whether the list of changes is shown, to which the other keys belong. */
  readonly inFeed: () => boolean;
}

/** Listens for keys until `signal` is aborted. Fields keep theirs, and so do browser shortcuts. */
export function listenToKeys(actions: KeyActions, signal: AbortSignal): void {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (document.querySelector("dialog[open]") !== null) return;
    const { target } = event;
    if (target instanceof HTMLElement && target.matches("input, select, textarea")) {
      if (event.key === "Escape") target.blur();
      return;
    }
    if (act(event.key, actions)) event.preventDefault();
  }, { signal });
}

function act(key: string, actions: KeyActions): boolean {
  const view = VIEWS.find((view) => view.key === key);
  if (view !== undefined) actions.show(view);
  else if (key === "?") actions.showHelp();
  else return actions.inFeed() && actInFeed(key, actions);
  return true;
}

function actInFeed(key: string, actions: KeyActions): boolean {
  switch (key) {
    case "j":
      return move(1);
    case "k":
      return move(-1);
    case "Enter":
      return openIssue();
    case "/":
      document.getElementById("filter-text")?.focus();
      return true;
    case "p":
      actions.togglePause();
      return true;
    default:
      return false;
  }
}

function move(by: 1 | -1): boolean {
  const entries = [...document.querySelectorAll<HTMLElement>("article.entry")];
  const here = entries.findIndex((entry) => entry.contains(document.activeElement));
  const next = here < 0 ? 0 : Math.min(Math.max(here + by, 0), entries.length - 1);
  entries[next]?.focus();
  return true;
}

function openIssue(): boolean {
  const { activeElement } = document;
  if (!activeElement?.matches("article.entry")) return false;
  activeElement.querySelector<HTMLAnchorElement>("a.key")?.click();
  return true;
}
