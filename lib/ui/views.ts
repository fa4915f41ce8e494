/**
 * The views of the dashboard and their addresses.
 *
 * @module
 */

/** A view's name in code. */
export type ViewId = "feed" | "sync" | "kept";

/** A view of the dashboard. */
export interface View {
  readonly id: ViewId;
  /** In the navigation, the title and for screen readers. */
  readonly name: string;
  /** Fragment of its address. */
  readonly hash: string;
  /** Key that opens it. */
  readonly key: string;
}

/** What happens, live. */
export const FEED: View = { id: "feed", name: "Feed", hash: "#/", key: "1" };

/** How complete the mirror is. */
export const SYNC: View = { id: "sync", name: "Sync", hash: "#/sync", key: "2" };

/** What could not be applied, or read, and waits for somebody. */
export const KEPT: View = { id: "kept", name: "Kept", hash: "#/kept", key: "3" };

/** All views, in the order of the navigation. */
export const VIEWS: readonly View[] = [FEED, SYNC, KEPT];

/** The view an address's fragment names; the feed when it names none. */
export function viewOf(hash: string): View {
  return VIEWS.find((view) => view.hash === hash) ?? FEED;
}

/** What the browser's tab says: the view first, as tabs show little. */
export function titleOf(view: View): string {
  return view === FEED ? "Boardcast" : `${view.name} · Boardcast`;
}
