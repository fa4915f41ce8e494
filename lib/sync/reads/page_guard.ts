/**
 * Searches that never end: Jira was seen to give a page's own cursor again, and empty pages with a
 * cursor.
 *
 * @module
 */

import { JiraError, type SearchPage } from "../../jira/rest/types.ts";

/** Looks at each page of one search. */
export interface PageGuard {
  /**
   * Takes note of a page.
   *
   * @throws {JiraError} `malformed` when the search goes round in circles.
   */
  pass(page: SearchPage): void;
}

/**
 * Makes the guard of a search that goes on at `cursor`. One cursor is remembered, and that a later
 * one each time the distance has doubled: so every circle is found (Brent's algorithm) without
 * keeping a list that grows with the site.
 */
export function createPageGuard(cursor: string | null): PageGuard {
  let remembered = cursor;
  let steps = 0;
  let limit = 1;
  return {
    pass: (page) => {
      if (page.cursor === null) return;
      if (page.issues.length === 0) throw circle("gave an empty page that is not the last");
      if (page.cursor === remembered) throw circle("gave a cursor a second time");
      if (++steps < limit) return;
      [remembered, steps, limit] = [page.cursor, 0, limit * 2];
    },
  };
}

function circle(what: string): JiraError {
  return new JiraError(
    "malformed",
    `Cannot search to the end: Jira ${what}. The next run begins this search again; ` +
      "if it goes on, ask Atlassian's support about search/jql",
  );
}
