/**
 * The header: name, connection, the way to each view, and what belongs to the page as a whole.
 *
 * @module
 */

import type { VNode } from "preact";
import { keptCount } from "../kept_words.ts";
import { KEPT, SYNC, VIEWS } from "../views.ts";
import { ConnectionLine } from "./connection_line.tsx";
import { ConnectExtension } from "./extension.tsx";
import { showHelp } from "./help.tsx";
import { LevelIcon, Mark } from "../icons.tsx";
import type { Models, PageModel } from "./page_model.ts";

/** What the header shows. */
export interface TopBarProps {
  readonly page: PageModel;
  readonly models: Models;
}

/** On every view the same. */
export function TopBar({ page, models }: TopBarProps): VNode {
  return (
    <header class="top">
      <Mark />
      <h1>Boardcast</h1>
      <ConnectionLine feed={models.feed} now={page.now} />
      <Views page={page} models={models} />
      <ConnectExtension models={models} />
      <button type="button" class="quiet" onClick={showHelp}>Keys</button>
      <button type="button" class="quiet" onClick={() => page.signOut()}>Sign out</button>
    </header>
  );
}

function Views({ page, models }: TopBarProps): VNode {
  const status = models.health.status.value;
  const needsSomebody = status?.completeness?.state === "alarm";
  const kept = keptCount(status?.dead ?? null, status?.quarantined ?? null);
  return (
    <nav class="views" aria-label="Views">
      {VIEWS.map((view) => (
        <a
          key={view.id}
          href={view.hash}
          aria-current={view === page.view.value ? "page" : undefined}
        >
          {view.name}
          {view === SYNC && needsSomebody && <LevelIcon level="bad" label="needs you" />}
          {view === KEPT && kept !== "" && <span class="view-count">{kept}</span>}
        </a>
      ))}
    </nav>
  );
}
