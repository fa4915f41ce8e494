import { equal } from "node:assert/strict";
import { firstRow } from "../../mirror/version.ts";
import { coreOf, snapshotOf } from "../../../tests/mirror_model/events.ts";
import { goneState, isUnbelievable, mustBrake, type Standing } from "./rules.ts";

function row(level: string | null) {
  const named = level === null ? null : { id: level, name: level };
  const snapshot = snapshotOf(coreOf({ id: "1", level: named }), 1);
  return firstRow({ snapshot, evidence: { by: "id", observedAt: 1 } });
}

for (
  const [standing, level, isDeleted, state] of [
    ["live", null, false, "deleted"],
    ["live", "7", false, "hidden"],
    ["archived", null, false, "archived"],
    ["deleted", null, false, "trashed"],
    ["absent", null, false, "hidden"],
    ["absent", null, true, "deleted"],
  ] as readonly [Standing, string | null, boolean, string][]
) {
  Deno.test(
    `an issue ${level === null ? "" : "with a level "}missing from a project that is ${
      isDeleted ? "deleted" : standing
    } is ${state}`,
    () => equal(goneState(row(level), { standing, isDeleted }), state),
  );
}

Deno.test("twenty issues may go, or a twentieth of the project, and not one more", () => {
  for (const size of [1, 20, 100, 400]) {
    equal(mustBrake({ size, gone: 20 }), false, `20 of ${size}`);
    equal(mustBrake({ size, gone: 21 }), true, `21 of ${size}`);
  }
  equal(mustBrake({ size: 10_000, gone: 500 }), false);
  equal(mustBrake({ size: 10_000, gone: 501 }), true);
});

Deno.test("half a project missing is not believed, unless it is a handful", () => {
  equal(isUnbelievable({ size: 20, gone: 20 }), false);
  equal(isUnbelievable({ size: 42, gone: 21 }), true);
  equal(isUnbelievable({ size: 43, gone: 21 }), false);
});
