import { deepEqual, equal, throws } from "node:assert/strict";
import { readWebhooks, type Webhook, webhookWords } from "./webhooks.ts";

const webhook: Webhook = {
  id: "12",
  name: "Boardcast",
  url: "https://boardcast.example/webhook/jira",
  enabled: true,
  events: ["jira:issue_created", "jira:issue_updated"],
  jql: "",
  excludeBody: false,
  signed: true,
  expiresAt: null,
  problems: [],
};
const expected = { url: webhook.url };

Deno.test("readWebhooks() reads what the service answers", () => {
  deepEqual(readWebhooks({ items: [webhook], next: null, expected }), {
    items: [webhook],
    expectedUrl: webhook.url,
  });
});

Deno.test("readWebhooks() refuses anything else, and says what to do", () => {
  for (const body of [null, {}, { items: [{ ...webhook, enabled: "yes" }], expected }]) {
    throws(() => readWebhooks(body), /Reload the page/);
  }
});

const cases: readonly (readonly [change: Partial<Webhook>, words: string])[] = [
  [{}, "Enabled, signed, 2 events, all issues"],
  [
    { enabled: false, signed: false, events: ["a"], jql: "project = A", excludeBody: true },
    "Disabled, not signed, 1 event, only project = A, without bodies",
  ],
  [{ signed: null, jql: null }, "Enabled, 2 events, all issues"],
];

for (const [change, words] of cases) {
  Deno.test(`webhookWords() says "${words}"`, () => {
    equal(webhookWords({ ...webhook, ...change }), words);
  });
}
