import { equal } from "node:assert/strict";
import { counted, shareWords } from "./numbers.ts";

for (
  const [count, words] of [[0, "0 issues"], [1, "1 issue"], [4_812, "4,812 issues"]] as const
) {
  Deno.test(`counted() says "${words}"`, () => equal(counted(count, "issue"), words));
}

for (
  const [share, words] of [
    [0, "0 %"],
    [0.004, "under 1 %"],
    [0.61, "61 %"],
    [0.9999, "99 %"],
    [1, "100 %"],
    [1.2, "100 %"],
    [-1, "0 %"],
  ] as const
) {
  Deno.test(`shareWords() says "${words}" of ${share}`, () => equal(shareWords(share), words));
}
