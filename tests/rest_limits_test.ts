import assert from "node:assert/strict";
import { createJiraClient } from "../lib/jira/rest/client.ts";
import { createLocalRateMemory, type RateMemory } from "../lib/jira/rest/rate_memory.ts";
import { JiraError, type JiraReader } from "../lib/jira/rest/types.ts";
import { createSharedRateMemory } from "../lib/sync/client/rate_memory.ts";
import { openStore } from "../lib/store/open.ts";
import type { Store } from "../lib/store/types.ts";
import { type Answer, json, startJira } from "./_jira_server.ts";

const { signal } = new AbortController();
const account = () => json({ accountId: "a1" });
const SITE = "default";

/** A client whose clock only moves by the pauses it makes; those are noted. */
function openPaced(answer: Answer, memory: RateMemory = createLocalRateMemory()) {
  const jira = startJira(answer);
  const clock = { now: Date.UTC(2026, 0, 1, 12, 20) };
  const open = (): { readonly client: JiraReader; readonly pauses: number[] } => {
    const pauses: number[] = [];
    const client = createJiraClient({
      access: { kind: "api_token", baseUrl: jira.url, email: "b@example.com", token: "t" },
      now: () => clock.now,
      wait: (ms) => {
        pauses.push(ms);
        clock.now += ms;
        return Promise.resolve();
      },
      random: () => 0.5,
      budget: { perSecond: 1e9, concurrency: 4 },
      memory,
    });
    return { client, pauses };
  };
  return { ...jira, ...open(), clock, another: open };
}

/** Refuses `times` times, then answers. */
function refusing(times: number, refusal: () => Response): Answer {
  let left = times;
  return () => left-- > 0 ? refusal() : account();
}

const busy = (status: number, headers: Readonly<Record<string, string>> = {}) => () =>
  json({}, { status, headers });

const refusedWith = (code: string, retryAfter: number | null) => (cause: unknown) => {
  assert.ok(cause instanceof JiraError);
  assert.deepEqual([cause.code, cause.retryAfter], [code, retryAfter]);
  return true;
};

Deno.test("a 429 with Retry-After is asked again, and no sooner than Jira said", async () => {
  await using jira = openPaced(refusing(1, busy(429, { "retry-after": "20" })));
  await jira.client.myself({ signal });
  assert.deepEqual(jira.pauses, [23_000]);
});

Deno.test("a 429 without Retry-After is asked again after 2, 4, 8 and 16 s", async () => {
  await using jira = openPaced(refusing(4, busy(429)));
  await jira.client.myself({ signal });
  assert.deepEqual(jira.pauses, [2_000, 4_000, 8_000, 16_000]);
});

Deno.test("after four more tries a 429 is told to the caller", async () => {
  await using jira = openPaced(busy(429));
  await assert.rejects(jira.client.myself({ signal }), refusedWith("rate_limited", null));
  assert.equal(jira.asked.length, 5);
});

for (const status of [502, 503, 504]) {
  Deno.test(`a ${status} is asked again, then told as unavailable`, async () => {
    await using back = openPaced(refusing(1, busy(status)));
    await back.client.myself({ signal });
    assert.deepEqual(back.pauses, [2_000]);
    await using away = openPaced(busy(status));
    await assert.rejects(away.client.myself({ signal }), refusedWith("unavailable", null));
  });
}

Deno.test("a 500 is told at once: asking again would not mend it", async () => {
  await using jira = openPaced(busy(500));
  await assert.rejects(jira.client.myself({ signal }), refusedWith("unavailable", null));
  assert.equal(jira.asked.length, 1);
});

Deno.test("a pause longer than 30 s is not waited for: the caller is told how long it is", async () => {
  await using jira = openPaced(busy(503, { "retry-after": "120" }));
  await assert.rejects(jira.client.myself({ signal }), refusedWith("unavailable", 120_000));
  assert.deepEqual(jira.pauses, []);
  await assert.rejects(
    jira.client.myself({ signal }),
    (cause) => cause instanceof JiraError && cause.code === "rate_limited",
  );
  assert.equal(jira.asked.length, 1, "it was asked during the pause");
});

Deno.test("a used-up quota stops every call until it begins anew", async () => {
  const quota = busy(429, {
    "ratelimit-reason": "jira-quota-tenant-based",
    "x-ratelimit-reset": new Date(Date.now() + 600_000).toISOString(),
  });
  await using jira = openPaced(({ target }) => target.endsWith("myself") ? quota() : json({}));
  await assert.rejects(jira.client.myself({ signal }), JiraError);
  await assert.rejects(
    jira.client.count({}, { signal }),
    /Jira asked for a pause until \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/,
  );
  assert.equal(jira.asked.length, 1);
});

Deno.test("a burst slows its endpoint only", async () => {
  let refused = false;
  await using jira = openPaced(({ target }) => {
    if (target.endsWith("count")) return json({ count: 1 });
    if (refused) return account();
    refused = true;
    return busy(429, { "ratelimit-reason": "jira-burst-based", "retry-after": "100" })();
  });
  await assert.rejects(jira.client.myself({ signal }), refusedWith("rate_limited", 100_000));
  assert.equal(await jira.client.count({}, { signal }), 1);
  assert.deepEqual(jira.pauses, []);
});

Deno.test("an endpoint near its limit is asked more slowly from then on", async () => {
  const headers = { "x-ratelimit-nearlimit": "true" };
  await using jira = openPaced(() => json({ accountId: "a1" }, { headers }));
  await jira.client.myself({ signal });
  await jira.client.myself({ signal });
  assert.deepEqual(jira.pauses, [1_000]);
});

async function withStore(run: (store: Store) => Promise<void>): Promise<void> {
  const store = await openStore({ path: ":memory:" });
  try {
    await run(store);
  } finally {
    await store.close();
  }
}

Deno.test("isolates share pauses through the store, and the longest one holds", () =>
  withStore(async (store) => {
    const [one, other] = [0, 1].map(() => createSharedRateMemory({ store, site: SITE }));
    await one!.hold("GET /a", 5_000);
    await other!.hold("GET /a", 3_000);
    await other!.hold("site", 4_000);
    assert.equal(await other!.notBefore(["GET /a"]), 5_000);
    assert.equal(await one!.notBefore(["site", "GET /b"]), 4_000);
    assert.equal(await one!.notBefore(["GET /b"]), 0);
  }));

Deno.test("a second isolate does not ask where the first one was told to wait", () =>
  withStore(async (store) => {
    const memory = () => createSharedRateMemory({ store, site: SITE });
    await using jira = openPaced(refusing(1, busy(429, { "retry-after": "60" })), memory());
    await assert.rejects(jira.client.myself({ signal }), JiraError);
    const second = jira.another();
    await assert.rejects(second.client.myself({ signal }), /pause until 2026-01-01 12:21:09 UTC/);
    jira.clock.now += 69_000;
    await second.client.myself({ signal });
    assert.equal(jira.asked.length, 2);
  }));

Deno.test("while the store is away an isolate keeps the pauses it was told", async () => {
  const store = await openStore({ path: ":memory:" });
  await store.close();
  const memory = createSharedRateMemory({ store, site: SITE });
  await memory.hold("GET /a", 5_000);
  assert.equal(await memory.notBefore(["GET /a"]), 5_000);
});

Deno.test("a call that waits its turn, or out a pause, ends when it is stopped", async () => {
  await using jira = startJira(() => json({}, { status: 429, headers: { "retry-after": "9" } }));
  const stop = new AbortController();
  const client = createJiraClient({
    access: { kind: "pat", baseUrl: jira.url, token: "t" },
    budget: { perSecond: 10, concurrency: 1 },
  });
  const calls = [1, 2, 3].map(() => client.myself({ signal: stop.signal }));
  const ends = Promise.allSettled(calls);
  stop.abort();
  for (const end of await ends) {
    assert.ok(end.status === "rejected" && end.reason instanceof JiraError);
    assert.equal(end.reason.code, "stopped");
  }
});
