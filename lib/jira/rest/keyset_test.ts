import { deepEqual, equal, ok, throws } from "node:assert/strict";
import fc from "fast-check";
import { cursorOf, type KeyedIssue, keysetJql, placeAfter, placeOf } from "./keyset.ts";

const issue = (id: number, created: number | null): KeyedIssue => ({
  found: { id: String(id), snapshot: null },
  created,
});

Deno.test("keysetJql() begins anywhere and orders by what never changes", () => {
  equal(keysetJql({}, placeOf(null)), "created >= 0 ORDER BY created ASC, id ASC");
  equal(
    keysetJql({ project: "10", updatedSince: 5 }, { since: 7_000, skip: 0, given: [] }),
    "project = 10 AND updated >= 5 AND created >= 7000 ORDER BY created ASC, id ASC",
  );
});

Deno.test("placeAfter() begins the next page at the second in which the last one ended", () => {
  const page = [issue(1, 1_200), issue(2, 3_100), issue(3, 3_900)];
  deepEqual(placeAfter(placeOf(null), page), { since: 3_000, skip: 0, given: ["2", "3"] });
});

Deno.test("placeAfter() counts on while one second fills whole pages, or none can be read", () => {
  const place = { since: 3_000, skip: 0, given: ["2"] };
  const next = { since: 3_000, skip: 1, given: ["3"] };
  deepEqual(placeAfter(place, [issue(2, 3_100), issue(3, 3_900)]), next);
  deepEqual(placeAfter(place, [issue(2, null), issue(3, null)]), next);
  deepEqual(placeAfter(next, [issue(4, 3_950)]), { since: 3_000, skip: 2, given: [] });
});

Deno.test("cursorOf() and placeOf() are each other's inverse", () => {
  for (const given of [[], ["1"], ["1", "22"]]) {
    const place = { since: 3_000, skip: 7, given };
    deepEqual(placeOf(cursorOf(place)), place);
  }
  throws(() => placeOf("a token of Cloud"), /the place to go on from is none of Data Center's/);
});

/** One Jira whose issues come and go between pages. */
const site = fc.record({
  // Few instants, so that many issues share a second, and some seconds fill pages.
  stay: fc.array(fc.integer({ min: 0, max: 4_000 }), { maxLength: 60 }),
  come: fc.array(fc.integer({ min: 0, max: 4_000 }), { maxLength: 15 }),
  go: fc.array(fc.integer({ min: 0, max: 4_000 }), { maxLength: 15 }),
  page: fc.integer({ min: 2, max: 20 }),
});

Deno.test("paging finds every issue that is there all the time, whatever comes and goes meanwhile", () => {
  fc.assert(fc.property(site, ({ stay, come, go, page }) => {
    const base = 1_000;
    const staying = stay.map((at, n) => issue(base + n, at));
    const going = go.map((at, n) => issue(2 * base + n, at));
    const coming = come.map((at, n) => issue(3 * base + n, at));
    let there = [...staying, ...going];
    const found: string[] = [];
    let place = placeOf(null);
    for (let pages = 0;; pages++) {
      ok(pages < 200, "paging does not end");
      const seen = there.filter(({ created }) => created! >= place.since).sort(byCreated)
        .slice(place.skip, place.skip + page);
      const given = new Set(place.given);
      found.push(...seen.map((one) => one.found.id).filter((id) => !given.has(id)));
      if (seen.length < page) break;
      there = change(there, going, coming);
      place = placeAfter(place, seen);
    }
    if (come.length === 0) equal(found.length, new Set(found).size);
    ok(staying.every((one) => found.includes(one.found.id)));
  }));
});

function byCreated(a: KeyedIssue, b: KeyedIssue): number {
  return a.created! - b.created! || Number(a.found.id) - Number(b.found.id);
}

function change(there: readonly KeyedIssue[], going: KeyedIssue[], coming: KeyedIssue[]) {
  const gone = going.pop();
  const come = coming.pop();
  return [...there.filter((one) => one !== gone), ...come === undefined ? [] : [come]];
}
