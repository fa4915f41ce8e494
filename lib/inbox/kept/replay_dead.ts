/**
 * Dead letters, to be looked at, replayed and discarded.
 *
 * @module
 */

import { deadKey } from "../../store/keys.ts";
import { readRawBody } from "../body_source.ts";
import type { Shelf } from "./kept.ts";
import { putBack, type PutBackDeps } from "./put_back.ts";
import { letterOf } from "./stored.ts";
import { discard } from "./take.ts";
import type { DeadLetter, InboxItem } from "../types.ts";

/** The dead letters of a site. */
export function deadLetters(deps: PutBackDeps): Shelf<DeadLetter> {
  const { store, site } = deps;
  return {
    store,
    key: (id) => deadKey(site, id),
    whole: letterOf,
    bodyOf: (letter) => readRawBody({ store, site }, letter),
    replay: async (found) => {
      const { taken, gone } = await putBack(deps, { found, itemOf });
      if (taken > 0) void deps.look();
      return { replayed: taken, duplicates: 0, unreadable: 0, gone };
    },
    // Its body is shared with other deliveries: it goes with the retention.
    discard: (found) => discard({ store, keysWith: () => [] }, found),
  };
}

/** Its attempts go on where they ended: one that fails again is soon a dead letter again. */
function itemOf({ site: _site, diedAt: _diedAt, about: _about, ...item }: DeadLetter): InboxItem {
  return item;
}
