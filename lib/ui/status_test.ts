import { deepEqual, equal, throws } from "node:assert/strict";
import { readStatus } from "./status.ts";

Deno.test("readStatus() reads what a page shows", () => {
  const status = readStatus({
    site: "default",
    epoch: "e.1",
    seq: 42,
    floor: 3,
    version: "0.1.0",
    queue: { kind: "native", backlog: 2, oldest_ms: 1_200, dead: 1, quarantined: 0 },
    intake: { accepted: 40, duplicate: 3, refused: 1 },
    webhook_url: "http://x/webhook/jira",
    jira_url: "https://jira.example/",
    feed: { clients: 4 },
    completeness: { state: "off", message: "Set JIRA_BASE_URL" },
    store: { backend: "sqlite" },
  });
  deepEqual(status.log, { epoch: "e.1", seq: 42, floor: 3 });
  equal(status.backlog, 2);
  equal(status.oldest, 1_200);
  equal(status.webhookUrl, "http://x/webhook/jira");
  deepEqual(status.completeness, {
    state: "off",
    message: "Set JIRA_BASE_URL",
    ids: null,
    sweptTo: null,
    content: null,
    oldestUnapplied: null,
  });
  equal(status.jiraUrl, "https://jira.example");
});

Deno.test("readStatus() takes missing parts and wrong types for unknown", () => {
  const status = readStatus({ queue: "native", intake: { accepted: "many" }, feed: null });
  deepEqual(new Set(Object.values(status)), new Set([null]));
});

Deno.test("readStatus() takes no address for links that isn't one of the web", () => {
  equal(readStatus({ jira_url: "javascript:alert(1)" }).jiraUrl, null);
});

Deno.test("readStatus() refuses what isn't an object", () => {
  for (const body of [null, "ok", [1]]) throws(() => readStatus(body), TypeError);
});
