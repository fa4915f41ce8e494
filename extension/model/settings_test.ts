import { deepEqual } from "node:assert/strict";
import { DEFAULTS, readSettings } from "./settings.ts";

Deno.test("readSettings() keeps the good parts of a bad file", () => {
  deepEqual(readSettings(null), DEFAULTS);
  const read = readSettings({ badge: "all", quiet: { on: "yes" }, ignoredFields: ["A"], new: 1 });
  deepEqual(read, { ...DEFAULTS, badge: "all", ignoredFields: ["A"] });
});
