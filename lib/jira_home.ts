/**
 * Which Jira the service is about, put together: what is asked, and what delivers, is held against what
 * the store says.
 *
 * @module
 */

import { isForeign, newestForeign, reviveForeign } from "./inbox/kept/foreign.ts";
import type { PutBackDeps } from "./inbox/kept/put_back.ts";
import type { JiraReader } from "./jira/rest/types.ts";
import type { Home } from "./mirror/home.ts";
import { guardHome } from "./sync/home/guard.ts";
import { type HomeWatch, watchHome } from "./sync/home/watch.ts";
import type { RegistrarDeps } from "./sync/webhook/registrar.ts";

/** What it is made of. */
export interface JiraHomeDeps extends PutBackDeps {
  /** Whether the settings lead to a Jira at all. */
  readonly asksJira: boolean;
  readonly log: (message: string, cause?: unknown) => void;
}

/** Makes the watch of one isolate; `known` is what the store says at its start. */
export function createJiraHome(deps: JiraHomeDeps, known: Home | null): HomeWatch {
  return watchHome({
    ...deps,
    foreign: {
      newest: () => newestForeign(deps),
      names: (address) => isForeign(deps, address),
      revive: (isOurs) => reviveForeign({ ...deps, isOurs }),
    },
  }, known);
}

/** What the comparison is given: nothing of it gets by the watch. */
export function guarded<R extends Pick<RegistrarDeps, "open">>(
  home: HomeWatch,
  { jira, registration }: { readonly jira: JiraReader; readonly registration: R | null },
): { readonly jira: JiraReader; readonly registration: R | null } {
  return {
    jira: guardHome(jira, home),
    registration: registration === null ? null : {
      ...registration,
      open: async (options) => {
        await home.prove(jira, options);
        return await registration.open(options);
      },
    },
  };
}
