import { equal, match } from "node:assert/strict";
import { tooOld } from "./old_deno.ts";

for (const version of ["2.5.0", "2.9.6", "2.10.1", "3.0.0", "2.6.0-rc.1"]) {
  Deno.test(`tooOld() has nothing against Deno ${version}`, () => equal(tooOld(version), null));
}

for (const version of ["1.46.3", "2.4.4"]) {
  Deno.test(`tooOld() says what to do about Deno ${version}`, () => {
    match(tooOld(version) ?? "", new RegExp(`this is Deno ${version}, and 2\\.5 or later`));
  });
}

Deno.test("tooOld() has nothing against the Deno this runs on", () => {
  equal(tooOld(Deno.version.deno), null);
});
