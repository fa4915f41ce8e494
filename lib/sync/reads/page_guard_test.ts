import { doesNotThrow, throws } from "node:assert/strict";
import { createPageGuard } from "./page_guard.ts";

const page = (cursor: string | null, issues = 1) => ({
  issues: Array.from({ length: issues }, (_, n) => ({ id: String(n + 1), snapshot: null })),
  cursor,
});

Deno.test("a page guard lets a search of many pages come to its end, an empty last page too", () => {
  const guard = createPageGuard(null);
  doesNotThrow(() => {
    for (let n = 0; n < 5_000; n++) guard.pass(page(`p${n}`));
    guard.pass(page(null, 0));
  });
});

Deno.test("a page guard ends at an empty page that is not the last", () => {
  throws(() => createPageGuard(null).pass(page("p1", 0)), /an empty page that is not the last/);
});

for (const length of [1, 2, 3, 7, 100]) {
  Deno.test(`a page guard ends a circle of ${length} cursors, however late it begins`, () => {
    for (const before of [0, 1, 10, 1_000]) {
      const guard = createPageGuard("p0");
      throws(() => {
        for (let n = 0; n < 4 * (before + length) + 4; n++) {
          guard.pass(page(n < before ? `p${n}` : `c${(n - before) % length}`));
        }
      }, /a cursor a second time/);
    }
  });
}

Deno.test("a page guard that goes on at a cursor ends when that is given again", () => {
  throws(() => createPageGuard("p7").pass(page("p7")), /a cursor a second time/);
});
