import { deepEqual, notEqual } from "node:assert/strict";
import { readSnapshot } from "../snapshot.ts";
import { MIRRORED_FIELDS } from "./fields.ts";

Deno.test("MIRRORED_FIELDS are exactly the fields that readSnapshot() looks at", () => {
  const looked = new Set<string>();
  const fields = new Proxy<Record<string, unknown>>({
    summary: "s",
    updated: "2024-01-01T00:00:00.000+0000",
    project: { id: "1", key: "ABC" },
    status: { id: "1", name: "To Do" },
  }, {
    get: (target, name) => {
      looked.add(String(name));
      return target[String(name)];
    },
  });
  notEqual(readSnapshot({ id: "1", key: "ABC-1", fields }), null);
  deepEqual([...looked].sort(), [...MIRRORED_FIELDS].sort());
});
