import { deepEqual, equal } from "node:assert/strict";
import { DEFAULTS } from "./settings.ts";
import { readExport, writeExport } from "./transfer.ts";

Deno.test("settings survive export and import, and other files are refused", () => {
  const settings = { ...DEFAULTS, badge: "off" as const };
  deepEqual(readExport(writeExport(settings)), settings);
  for (const text of ["", "{}", "[]", '{"format":"other","settings":{}}']) {
    equal(readExport(text), null);
  }
});
