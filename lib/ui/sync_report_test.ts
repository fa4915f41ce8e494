import { deepEqual, equal, match, throws } from "node:assert/strict";
import { NO_DRIFT, type SyncReport } from "../sync/types.ts";
import { readCompleteness, readSyncReport } from "./sync_report.ts";

const report: SyncReport = {
  completeness: {
    state: "good",
    message: "All is well",
    ids: { agreed: 1, total: 1, asOf: 1 },
    sweptTo: 2,
    content: null,
    oldestUnapplied: null,
  },
  running: null,
  alarms: [{ code: "brake", message: "Too many", since: 1, project: "10000" }],
  items: [{
    id: "01J",
    kind: "census",
    startedAt: 1,
    endedAt: 2,
    outcome: "done",
    requests: 3,
    seen: 4,
    expected: null,
    drift: NO_DRIFT,
    projects: [{ ...NO_DRIFT, id: "10000", key: "A", seen: 1, state: "braked" }],
    omitted: 0,
    problem: null,
  }],
  next: "01I",
};

Deno.test("readSyncReport() reads what the service answers", () => {
  deepEqual(readSyncReport(JSON.parse(JSON.stringify(report))), report);
});

Deno.test("readSyncReport() names what it can't read, and says what to do", () => {
  throws(() => readSyncReport({ ...report, items: [{ id: 1 }] }), (error: Error) => {
    match(error.message, /items\.0\.\w+ is not as this page knows it\. Reload/);
    return error instanceof TypeError;
  });
});

Deno.test("readCompleteness() takes a part that is missing for unknown", () => {
  deepEqual(readCompleteness({ state: "off", message: "Set JIRA_BASE_URL" }), {
    state: "off",
    message: "Set JIRA_BASE_URL",
    ids: null,
    sweptTo: null,
    content: null,
    oldestUnapplied: null,
  });
});

Deno.test("readCompleteness() takes what isn't one for none", () => {
  for (const body of [null, "good", { state: "splendid" }, []]) {
    equal(readCompleteness(body), null);
  }
});
