import { deepEqual } from "node:assert/strict";
import { type Admission, admit, type Claim } from "./admit.ts";

/** Two copies were restored: the one at 50 into term `b`, the one at 80 into term `c`. */
const position = {
  head: {
    epoch: "e",
    seq: 100,
    terms: [{ term: "a", from: 0 }, { term: "b", from: 50 }, { term: "c", from: 80 }],
    commit: "x",
  },
  floor: 10,
};

function at(epoch: string, seq: number, claim: Partial<Claim> = {}): Admission {
  return admit({ cursor: { epoch, seq }, ...claim }, { position, scope: "now" });
}

const CASES: readonly (readonly [name: string, got: Admission, reason: string | number])[] = [
  ["no cursor", admit({ cursor: null }, { position, scope: "now" }), "new"],
  ["the head", at("e.c", 100), 100],
  ["an older seq of the present term", at("e.c", 70), 70],
  ["beyond the head", at("e.c", 101), "ahead"],
  ["the end of an earlier term", at("e.b", 80), 80],
  ["beyond the end of an earlier term", at("e.b", 81), "epoch"],
  ["beyond the end of the first term", at("e.a", 51), "epoch"],
  ["a term this log never had", at("e.z", 20), "epoch"],
  ["another log", at("f.c", 20), "epoch"],
  ["an epoch without term", at("e", 20), "epoch"],
  ["the floor", at("e.c", 10), 10],
  ["below the floor", at("e.c", 9), "expired"],
  ["the start of a trimmed log", at("e.a", 0), "expired"],
  ["the fingerprint of now", at("e.c", 90, { scope: "now" }), 90],
  ["another fingerprint", at("e.c", 90, { scope: "then" }), "scope"],
  ["as far behind as is welcome", at("e.c", 90, { maxBehind: 10 }), 90],
  ["further behind than is welcome", at("e.c", 89, { maxBehind: 10 }), "behind"],
  ["far behind without a word about it", at("e.c", 11), 11],
];

for (const [name, got, expected] of CASES) {
  const title = typeof expected === "number" ? `admits ${name}` : `resets ${name}: ${expected}`;
  Deno.test(`admit() ${title}`, () => {
    deepEqual(
      got,
      typeof expected === "number" ? { ok: true, seq: expected } : { ok: false, reason: expected },
    );
  });
}

Deno.test("admit() reads from the start while nothing is trimmed", () => {
  const untrimmed = { ...position, floor: 0 };
  const cursor = { epoch: "e.a", seq: 0 };
  deepEqual(admit({ cursor }, { position: untrimmed, scope: "" }), { ok: true, seq: 0 });
});

Deno.test("admit() knows a log without terms by term 0", () => {
  const head = { ...position.head, terms: [] };
  const cursor = { epoch: "e.0", seq: 60 };
  deepEqual(admit({ cursor }, { position: { head, floor: 0 }, scope: "" }), { ok: true, seq: 60 });
});
