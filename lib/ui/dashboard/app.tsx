/**
 * The whole page.
 *
 * @module
 */

import type { VNode } from "preact";
import { useEffect } from "preact/hooks";
import { Announcer } from "./announcer.tsx";
import { ConnectionLine } from "./connection_line.tsx";
import { ConnectExtension } from "./extension.tsx";
import { AwayLine, FeedBar } from "./feed_bar.tsx";
import { FeedList } from "./feed_list.tsx";
import { FilterBar } from "./filter_bar.tsx";
import { HealthStrip } from "./health_strip.tsx";
import { HelpSheet, showHelp } from "./help.tsx";
import { Mark } from "./icons.tsx";
import { listenToKeys } from "./keyboard.ts";
import type { Models, PageModel } from "./page_model.ts";
import { SignIn } from "./sign_in.tsx";

/** Sign-in or dashboard. */
export function App({ page }: { readonly page: PageModel }): VNode {
  const models = page.models.value;
  return models === null ? <SignIn page={page} /> : <Dashboard page={page} models={models} />;
}

function Dashboard(
  { page, models }: { readonly page: PageModel; readonly models: Models },
): VNode {
  const { feed, health } = models;
  useEffect(() => {
    const keys = new AbortController();
    listenToKeys({ togglePause: () => feed.togglePause(), showHelp }, keys.signal);
    return () => keys.abort();
  }, [feed]);
  return (
    <>
      <header class="top">
        <Mark />
        <h1>Boardcast</h1>
        <ConnectionLine feed={feed} now={page.now} />
        <ConnectExtension models={models} />
        <button type="button" class="quiet" onClick={showHelp}>Keys</button>
        <button type="button" class="quiet" onClick={() => page.signOut()}>Sign out</button>
      </header>
      <main>
        <HealthStrip health={health} now={page.now} />
        <FeedBar feed={feed} />
        <FilterBar feed={feed} />
        <AwayLine feed={feed} />
        <FeedList feed={feed} status={health.status} now={page.now} />
      </main>
      <Announcer feed={feed} />
      <HelpSheet />
    </>
  );
}
