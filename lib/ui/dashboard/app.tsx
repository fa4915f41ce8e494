/**
 * The whole page.
 *
 * @module
 */

import type { VNode } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { FEED, KEPT } from "../views.ts";
import { FeedView } from "./feed/feed_view.tsx";
import { HelpSheet, showHelp } from "./help.tsx";
import { KeptView } from "./kept/kept_view.tsx";
import { listenToKeys } from "./keyboard.ts";
import type { Models, PageModel } from "./page_model.ts";
import { SignIn } from "./sign_in.tsx";
import { SyncView } from "./sync/sync_view.tsx";
import { TopBar } from "./top_bar.tsx";

/** Sign-in or dashboard. */
export function App({ page }: { readonly page: PageModel }): VNode {
  const models = page.models.value;
  return models === null ? <SignIn page={page} /> : <Dashboard page={page} models={models} />;
}

function Dashboard(
  { page, models }: { readonly page: PageModel; readonly models: Models },
): VNode {
  const { feed } = models;
  const view = page.view.value;
  const main = useFocusOnChange(view);
  useEffect(() => {
    const keys = new AbortController();
    listenToKeys({
      togglePause: () => feed.togglePause(),
      showHelp,
      show: (view) => page.show(view),
      inFeed: () => page.view.peek() === FEED,
    }, keys.signal);
    return () => keys.abort();
  }, [feed]);
  return (
    <>
      <TopBar page={page} models={models} />
      <main ref={main} tabIndex={-1} aria-label={view.name}>
        {view === FEED
          ? <FeedView models={models} now={page.now} />
          : view === KEPT
          ? <KeptView models={models} now={page.now} />
          : <SyncView models={models} now={page.now} />}
      </main>
      <HelpSheet />
    </>
  );
}

/** Whoever goes to another view is to read on there, with the keyboard or a screen reader, too. */
function useFocusOnChange(view: unknown) {
  const main = useRef<HTMLElement>(null);
  const shown = useRef(view);
  useLayoutEffect(() => {
    if (shown.current === view) return;
    shown.current = view;
    main.current?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }, [view]);
  return main;
}
