import assert from "node:assert/strict";
import { createJiraClient } from "../lib/jira/rest/client.ts";
import type { KeptTokens } from "../lib/jira/rest/oauth.ts";
import { JiraError } from "../lib/jira/rest/types.ts";
import { jiraTokensKey } from "../lib/store/keys.ts";
import { takeLease } from "../lib/store/lease.ts";
import { openStore } from "../lib/store/open.ts";
import type { Store } from "../lib/store/types.ts";
import { createTokenKeeper } from "../lib/sync/client/token_keeper.ts";
import { type Asked, json, startJira } from "./_jira_server.ts";
import { runService } from "./_service.ts";

const { signal } = new AbortController();
const CLOUD_ID = "11223344-a1b2-3b33-c444-def123456789";
const HOUR = 3_600_000;

/** Atlassian's login and gateway: each refresh token works once, access tokens for an hour. */
function openAtlassian(loginAnswers: Promise<unknown> = Promise.resolve()) {
  const clock = { now: 1_700_000_000_000 };
  const loginAsked = Promise.withResolvers<void>();
  let made = 0;
  let refresh = "first";
  const access = new Map<string, number>();
  const login = (body: Record<string, string>) => {
    if (body["refresh_token"] !== refresh) {
      return json({ error: "invalid_grant", error_description: "used" }, { status: 403 });
    }
    refresh = `refresh-${++made}`;
    access.set(`access-${made}`, clock.now + HOUR);
    return json({ access_token: `access-${made}`, refresh_token: refresh, expires_in: 3_600 });
  };
  const gateway = ({ headers }: Asked) => {
    const token = headers.get("authorization")?.replace("Bearer ", "") ?? "";
    return (access.get(token) ?? 0) > clock.now
      ? json({ accountId: "a1", displayName: token })
      : json({ code: 401, message: "Unauthorized" }, { status: 401 });
  };
  const server = startJira(async (asked) => {
    if (asked.target !== "/oauth/token") return gateway(asked);
    loginAsked.resolve();
    const answer = login(asked.body as Record<string, string>);
    await loginAnswers;
    return answer;
  });
  return {
    ...server,
    loginAsked: loginAsked.promise,
    clock,
    revoke: () => access.clear(),
    grants: () => made,
  };
}

type Atlassian = ReturnType<typeof openAtlassian>;

/** An isolate that reads Jira by the app. */
function isolate(
  atlassian: Atlassian,
  { store, owner, refreshToken = "first" }: {
    readonly store: Store;
    readonly owner: string;
    readonly refreshToken?: string;
  },
) {
  return createJiraClient({
    access: {
      kind: "oauth",
      cloudId: CLOUD_ID,
      clientId: "client",
      clientSecret: "app-secret",
      refreshToken,
    },
    tokens: createTokenKeeper({
      store,
      site: "default",
      owner,
      now: () => atlassian.clock.now,
      wait: () => new Promise((resolve) => setTimeout(resolve)),
    }),
    now: () => atlassian.clock.now,
    budget: { perSecond: 10_000, concurrency: 4 },
    hosts: { gateway: atlassian.url, login: atlassian.url },
  });
}

async function withWorld(
  run: (atlassian: Atlassian, store: Store) => Promise<void>,
): Promise<void> {
  await using atlassian = openAtlassian();
  const store = await openStore({ path: ":memory:" });
  try {
    await run(atlassian, store);
  } finally {
    await store.close();
  }
}

const nameOf = async (client: ReturnType<typeof isolate>) =>
  (await client.myself({ signal })).value.name;

Deno.test("an app reads Jira at the gateway, and renews its access in time", () =>
  withWorld(async (atlassian, store) => {
    const client = isolate(atlassian, { store, owner: "a" });
    assert.equal(await nameOf(client), "access-1");
    assert.equal(await nameOf(client), "access-1");
    atlassian.clock.now += HOUR - 60_000;
    assert.equal(await nameOf(client), "access-2");
    assert.deepEqual(atlassian.asked.map(({ target }) => target), [
      "/oauth/token",
      `/ex/jira/${CLOUD_ID}/rest/api/2/myself`,
      `/ex/jira/${CLOUD_ID}/rest/api/2/myself`,
      "/oauth/token",
      `/ex/jira/${CLOUD_ID}/rest/api/2/myself`,
    ]);
  }));

Deno.test("a restarted service goes on with the token it kept, not with the one in the settings", () =>
  withWorld(async (atlassian, store) => {
    await nameOf(isolate(atlassian, { store, owner: "a" }));
    atlassian.clock.now += HOUR;
    assert.equal(await nameOf(isolate(atlassian, { store, owner: "b" })), "access-2");
  }));

Deno.test("a new token in the settings takes the place of the kept one", () =>
  withWorld(async (atlassian, store) => {
    await nameOf(isolate(atlassian, { store, owner: "a" }));
    const client = isolate(atlassian, { store, owner: "a", refreshToken: "refresh-1" });
    assert.equal(await nameOf(client), "access-2");
  }));

Deno.test("many isolates and calls at once end with one good token", () =>
  withWorld(async (atlassian, store) => {
    const clients = ["a", "b", "c"].map((owner) => isolate(atlassian, { store, owner }));
    const names = await Promise.all([...clients, ...clients].map(nameOf));
    assert.deepEqual(names, Array.from({ length: 6 }, () => "access-1"));
    atlassian.clock.now += HOUR;
    const later = await Promise.all([...clients, ...clients].map(nameOf));
    assert.deepEqual(later, Array.from({ length: 6 }, () => "access-2"));
    assert.equal(atlassian.grants(), 2);
  }));

Deno.test("a token that is refused before its time is renewed once", () =>
  withWorld(async (atlassian, store) => {
    const client = isolate(atlassian, { store, owner: "a" });
    await nameOf(client);
    atlassian.revoke();
    assert.equal(await nameOf(client), "access-2");
  }));

Deno.test("tokens that could not be kept are kept before they are used", () =>
  withWorld(async (atlassian, store) => {
    let away = true;
    const flaky: Store = {
      ...store,
      commit: (change, proof) => {
        const isTokens = change.sets?.[0]?.key[0] === "jira_tokens";
        return away && isTokens
          ? Promise.reject(new Error("disk full"))
          : store.commit(change, proof);
      },
    };
    const client = isolate(atlassian, { store: flaky, owner: "a" });
    await assert.rejects(
      nameOf(client),
      (cause) =>
        cause instanceof JiraError && cause.code === "unavailable" &&
        /disk full/.test(cause.message),
    );
    assert.deepEqual(atlassian.asked.map(({ target }) => target), ["/oauth/token"]);
    away = false;
    assert.equal(await nameOf(client), "access-1");
    assert.equal(atlassian.grants(), 1);
  }));

Deno.test("a refresh token that was used before says to authorise again, and names no secret", () =>
  withWorld(async (atlassian, store) => {
    const client = isolate(atlassian, { store, owner: "a", refreshToken: "used-long-ago" });
    await assert.rejects(nameOf(client), (cause) => {
      assert.ok(cause instanceof JiraError && cause.code === "dead_token");
      assert.match(cause.message, /refused the refresh token.*Authorise the app again/);
      assert.ok(!/used-long-ago|app-secret/.test(cause.message));
      return true;
    });
  }));

Deno.test("an isolate that dies while renewing holds up the others for half a minute at most", () =>
  withWorld(async (atlassian, store) => {
    const now = atlassian.clock.now;
    await takeLease(store, { job: "jira tokens default", owner: "dead", ttl: 30_000, now });
    const client = isolate(atlassian, { store, owner: "b" });
    const named = nameOf(client);
    atlassian.clock.now += 30_000;
    assert.equal(await named, "access-1");
  }));

Deno.test("a service that ends while its access is renewed keeps what it gets", async () => {
  const answers = Promise.withResolvers<void>();
  await using atlassian = openAtlassian(answers.promise);
  const store = await openStore({ path: ":memory:" });
  let isClosed = false;
  const running = await runService({
    env: {
      JIRA_CLOUD_ID: CLOUD_ID,
      JIRA_OAUTH_CLIENT_ID: "client",
      JIRA_OAUTH_CLIENT_SECRET: "app-secret",
      JIRA_OAUTH_REFRESH_TOKEN: "first",
    },
    hosts: { gateway: atlassian.url, login: atlassian.url },
    store: { ...store, close: () => Promise.resolve(void (isClosed = true)) },
  });
  await atlassian.loginAsked;
  const ended = running[Symbol.asyncDispose]();
  // Time enough for all else to end.
  for (let turn = 0; turn < 20; turn++) await (await fetch(atlassian.url)).text();
  const wasClosed = isClosed;
  answers.resolve();
  await ended;
  assert.deepEqual([wasClosed, isClosed], [false, true]);
  const { value } = await store.get<KeptTokens>(jiraTokensKey("default"));
  assert.equal(value?.refreshToken, "refresh-1");
  await store.close();
});
