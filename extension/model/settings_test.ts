import { deepEqual } from "node:assert/strict";
import { DEFAULTS, readSettings } from "./settings.ts";

Deno.test("readSettings() keeps the good parts of a bad file", () => {
  deepEqual(readSettings(null), DEFAULTS);
  const read = readSettings({ badge: "all", quiet: { on: "yes" }, ignoredFields: ["A"], new: 1 });
  deepEqual(read, { ...DEFAULTS, badge: "all", ignoredFields: ["A"] });
});

Deno.test("readSettings() drops a place of no service, and keeps the others", () => {
  const good = { server: "https://b.example.com", kind: "issue", id: "1", key: "A-1" } as const;
  const bad = [{ ...good, server: "somewhere" }, { ...good, kind: "person" }, null, "A-2"];
  deepEqual(readSettings({ mutes: [...bad, good], follows: bad }), { ...DEFAULTS, mutes: [good] });
});
