import { deepEqual, equal, throws } from "node:assert/strict";
import { paceWords, readWebhooks, type Webhook, webhookWords } from "./webhooks.ts";

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
    needsJql: false,
    pace: null,
  });
  const pace = { lastAt: 1, usualGap: 2 };
  deepEqual(readWebhooks({ items: [], expected, pace }).pace, pace);
});

Deno.test("paceWords() tells the last webhook and the usual pace, as far as they are known", () => {
  const now = 1_000_000;
  equal(paceWords({ lastAt: null, usualGap: null }, now), "None came yet");
  equal(paceWords({ lastAt: now - 180_000, usualGap: null }, now), "Last one 3m ago");
  equal(
    paceWords({ lastAt: now - 180_000, usualGap: 240_000 }, now),
    "Last one 3m ago; usually one every 4 min",
  );
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
