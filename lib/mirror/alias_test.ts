import assert from "node:assert/strict";
import fc from "fast-check";
import { changeOf, snapshotOf } from "../../tests/mirror_model/events.ts";
import { after, core, deleted, NOW, told } from "../../tests/mirror_model/facts.ts";
import { type Alias, aliasClaims, settleAlias } from "./alias.ts";
import type { Fact } from "./decide.ts";

function at(key: string, updated: number): Fact {
  return told({ snapshot: snapshotOf(core({ key }), updated), timestamp: updated });
}

/** The claims each fact makes, as `key=id@version`, with `!` for an issue that has the key. */
function claims(facts: readonly Fact[]): string[][] {
  const verdicts = after(facts);
  return verdicts.map((verdict, index) =>
    aliasClaims(verdicts[index - 1]?.row ?? null, { verdict, fact: facts[index]! }).map(
      ({ key, claim }) => `${key}=${claim.id}@${claim.version - NOW}${claim.current ? "!" : ""}`,
    )
  );
}

Deno.test("aliasClaims() claims the key of a new issue, and of an edited one nothing more", () => {
  assert.deepEqual(claims([at("P-1", NOW), at("P-1", NOW + 1)]), [["P-1=1@0!"], []]);
});

Deno.test("aliasClaims() leaves the old key behind when an issue moves", () => {
  assert.deepEqual(claims([at("P-1", NOW), at("Q-1", NOW + 5)])[1], ["Q-1=1@5!", "P-1=1@0"]);
});

Deno.test("aliasClaims() knows the old key from a changelog alone, and from a late picture", () => {
  const snapshot = snapshotOf(core({ key: "Q-1" }), NOW + 5);
  const moved = told({ snapshot, timestamp: NOW + 5, changes: [changeOf("Key", "P-1", "Q-1")] });
  assert.deepEqual(claims([moved])[0], ["Q-1=1@5!", "P-1=1@4"]);
  assert.deepEqual(claims([at("Q-1", NOW + 5), at("P-1", NOW)])[1], ["Q-1=1@5!", "P-1=1@0"]);
});

Deno.test("aliasClaims() gives up the key of a deleted issue", () => {
  assert.deepEqual(claims([at("P-1", NOW), deleted(NOW + 1)])[1], ["P-1=1@0"]);
});

const alive: Alias = { id: "9", current: true, version: 1 };
const former: Alias = { id: "10", current: false, version: 2 };

Deno.test("settleAlias() prefers an issue alive to one that only had the key", () => {
  assert.equal(settleAlias(former, alive).id, "9");
  assert.equal(settleAlias(alive, former).id, "9");
});

Deno.test("settleAlias() falls back to who had the key before, when its holder leaves it", () => {
  const left = { ...alive, current: false };
  assert.equal(settleAlias(settleAlias(alive, former), left).id, "10");
});

Deno.test("settleAlias() returns the same reference when a claim changes nothing", () => {
  const known = settleAlias(former, alive);
  assert.equal(settleAlias(known, { ...alive, version: 0 }), known);
  assert.equal(settleAlias(known, former), known);
});

Deno.test("settleAlias() settles former holders alike in any order", () => {
  const claim = fc.record({ id: fc.constantFrom("9", "10", "x"), version: fc.nat(3) })
    .map((each): Alias => ({ ...each, current: false }));
  fc.assert(fc.property(fc.array(claim, { minLength: 1 }), (all) => {
    const settle = (claims: readonly Alias[]) => claims.reduce<Alias | null>(settleAlias, null);
    assert.deepEqual(settle(all), settle(all.toReversed()));
  }));
});
