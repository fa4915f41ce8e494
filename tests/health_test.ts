import { deepEqual, equal, match, ok } from "node:assert/strict";
import { createKvStore } from "../lib/store/kv_store.ts";
import { healthRoutes } from "../routes/health.ts";
import { type Fault, faultyKv } from "./_faulty_kv.ts";
import { assertAccepted, assertRefused, change } from "./_intake.ts";
import { runService, TOKEN } from "./_service.ts";

const GUARDED = [
  "/api/status",
  "/api/snapshot",
  "/api/issues",
  "/api/issues/PUMP-1",
  "/api/events",
];

Deno.test("health and readiness are for everybody, and say no more than they must", async () => {
  await using service = await runService();
  for (const [path, status] of [["/health", "alive"], ["/ready", "ready"]] as const) {
    const answer = await fetch(`${service.url}${path}`);
    equal(answer.status, 200);
    deepEqual(await answer.json(), { status });
  }
});

Deno.test("a service that stops is alive, not ready, and asks its callers to come again", async () => {
  await using service = await runService();
  await assertAccepted(await service.post(change(1)));
  await service.settled();
  await service.service.stop();
  equal((await fetch(`${service.url}/health`)).status, 200);
  const answer = await fetch(`${service.url}/ready`);
  equal(answer.headers.get("retry-after"), "1");
  await assertRefused(answer, { status: 503, code: "not_ready", says: [/starting or stopping/] });
  for (const path of GUARDED) {
    const refused = await service.get(path);
    ok(Number(refused.headers.get("retry-after")) > 0, path);
    await assertRefused(refused, { status: 503, code: "unavailable", says: [/again/] });
  }
});

Deno.test("a service whose store does not answer is not ready", async () => {
  const routes = healthRoutes({
    authorise: () => Promise.reject(new Error("Must not be asked")) as never,
    status: () => Promise.reject(new Error("Must not be read")),
    probe: () => Promise.reject(new Error("database is locked")),
    isReady: () => true,
  });
  const answer = await routes.request("/ready");
  await assertRefused(answer, { status: 503, code: "not_ready", says: [/store does not answer/] });
});

Deno.test("a service whose disk is full is not ready until there is room again", async () => {
  const mode: { fault: Fault } = { fault: "none" };
  const kv = faultyKv(await Deno.openKv(":memory:"), () => mode.fault);
  await using service = await runService({ store: createKvStore({ kv, backend: "memory" }) });
  const ready = async () => {
    const answer = await fetch(`${service.url}/ready`);
    await answer.body?.cancel();
    return answer.status;
  };
  mode.fault = "full";
  equal(await ready(), 200);
  await assertRefused(await service.post(change(1)), {
    status: 503,
    code: "unavailable",
    says: [/try again/],
  });
  equal(await ready(), 503);
  mode.fault = "none";
  equal(await ready(), 200);
  await assertAccepted(await service.post(change(1)));
});

Deno.test("everything under /api needs a token, and says which header carries it", async () => {
  await using service = await runService();
  for (const path of GUARDED) {
    const call = (authorization: string | null) =>
      fetch(`${service.url}${path}`, { headers: authorization === null ? {} : { authorization } });
    for (const none of [null, `Basic ${TOKEN}`, TOKEN, "Bearer"]) {
      const answer = await call(none);
      match(answer.headers.get("www-authenticate") ?? "", /^Bearer/);
      await assertRefused(answer, {
        status: 401,
        code: "no_token",
        says: [/Authorization: Bearer <token>/],
      });
    }
    await assertRefused(await call(`Bearer ${TOKEN}x`), {
      status: 401,
      code: "bad_token",
      says: [/not valid here/],
    });
    const right = await call(`Bearer ${TOKEN}`);
    ok([200, 404].includes(right.status), `${path}: ${right.status}`);
    await right.body?.cancel();
  }
});

Deno.test("the status tells position, store, queue and intake in figures", async () => {
  const now = Date.now();
  await using service = await runService({
    now: () => now,
    env: { JIRA_BASE_URL: "https://jira.example" },
  });
  await assertAccepted(await service.post(change(1)));
  await service.settled();
  const { epoch, ...status } = await (await service.get("/api/status")).json();
  match(epoch, /^[\w-]+\.[\w-]+$/);
  deepEqual(status, {
    version: "0.0.0-test",
    site: "default",
    seq: 1,
    floor: 0,
    started_at: now,
    store: { backend: "memory" },
    queue: { kind: "native", backlog: 0, oldest_ms: null, dead: 0, quarantined: 0, foreign: 0 },
    intake: {
      accepted: 1,
      duplicate: 0,
      checked: 0,
      hinted: 0,
      refused: 0,
      unreadable: 0,
      busy: 0,
    },
    last_delivery_at: now,
    webhook_url: `${service.url}/webhook/jira`,
    jira_url: "https://jira.example",
    mirror_of: null,
    feed: { clients: 0 },
    completeness: {
      state: "off",
      message: "Not compared with Jira: set JIRA_BASE_URL with JIRA_EMAIL and JIRA_API_TOKEN, " +
        "or with JIRA_PAT, to find what webhooks miss.",
      ids: null,
      sweptTo: null,
      content: null,
      oldestUnapplied: null,
    },
  });
});

Deno.test("the status tells when the last webhook came, whichever commits came before", async () => {
  const clock = { now: Date.now() };
  await using service = await runService({ now: () => clock.now });
  const told = async () => (await (await service.get("/api/status")).json()).last_delivery_at;
  equal(await told(), null);
  for (const n of [1, 2, 3]) {
    clock.now += 60_000;
    await assertAccepted(await service.post(change(n)));
    await service.settled();
    equal(await told(), clock.now);
  }
});

Deno.test("a path that leads nowhere is refused in the same shape, and named", async () => {
  await using service = await runService();
  for (const path of ["/api/nothing", "/webhook", "/api/issues/PUMP-1/nothing"]) {
    const says = [new RegExp(`nothing at ${path}`)];
    await assertRefused(await service.get(path), { status: 404, code: "not_found", says });
  }
  const long = await service.get(`/${"x".repeat(5_000)}`);
  ok((await long.clone().text()).length < 500);
  await assertRefused(long, { status: 404, code: "not_found", says: [] });
});
