/** What `deno task doctor` says of settings, store, service and deliveries, over real HTTP. */

import { deepEqual, equal, match } from "node:assert/strict";
import { SIMULATED_CREDENTIALS } from "../lib/simulator/rest/rest.ts";
import { deadKey, foreignKey, quarantineKey } from "../lib/store/keys.ts";
import { StoreError } from "../lib/store/types.ts";
import { doctorText } from "../tools/doctor_lines.ts";
import { type Examination, HOOK, PUBLIC, type Setup, startSetup } from "./_doctor.ts";
import { withFolder } from "./_folder.ts";
import { assertAccepted, change } from "./_intake.ts";
import { startProcess } from "./_process.ts";
import { SECRET, TOKEN } from "./_service.ts";
import { startJira } from "./_simulated_jira.ts";

const DAY = 24 * 60 * 60 * 1000;

/** Has a webhook accepted and applied. */
async function deliver({ service }: Setup): Promise<void> {
  await assertAccepted(await service.post(change(1)));
  await service.settled();
}

Deno.test("a set-up in which all is well is green from top to bottom", () =>
  withFolder(async (folder) => {
    await using setup = await startSetup();
    setup.register();
    await deliver(setup);
    const path = `${folder}/kv.sqlite`;
    const lines = await setup.examine({ sends: true, env: { KV_PATH: path } });
    const text = lines.map((line) => doctorText(line, { columns: null, colours: false }));
    const [person] = setup.jira.site.people;
    const keys = setup.jira.site.projects.map(({ key }) => key).sort().join(", ");
    deepEqual(text.map((line) => line.replace(/at \d.* UTC/, "at TIME UTC")), [
      "✓ green  settings    All valid.",
      `✓ green  store       ${path} takes, gives back and removes (sqlite).`,
      "✓ green  queue       native, as the service says.",
      `✓ green  service     Answers at ${PUBLIC}.`,
      "✓ green  jira        Jira Cloud, version 1001.0.0-SNAPSHOT, at https://jira.example.com.",
      `✓ green  token       Alive, of ${person!.displayName} (${person!.timeZone}).`,
      `✓ green  projects    The account sees 2 (${keys}).`,
      "✓ green  clock       The same as Jira's.",
      "✓ green  webhook     Registered once, enabled, for all issues and events.",
      "✓ green  delivery    The last webhook came at TIME UTC, signed as it should be.",
      `✓ green  round trip  A signed call to ${HOOK} was recognised; it left nothing behind.`,
    ]);
  }));

Deno.test("settings that are wrong are listed, and nothing else is looked at", async () => {
  await using setup = await startSetup();
  const lines = await setup.examine({ env: { PORT: "99999", QUEUE: "redis" } });
  deepEqual(lines.map(({ check, level }) => `${check} ${level}`), ["settings red", "settings red"]);
  match(lines[0]!.message, /^PORT must be between 0 and 65535/);
  match(lines[1]!.message, /^QUEUE must be auto, native or polled/);
});

Deno.test("a variable that looks like a setting and is none is amber", async () => {
  await using setup = await startSetup();
  const [line] = await setup.examine({ env: { JIRA_BASEURL: "https://jira.example.com" } });
  deepEqual([line?.check, line?.level], ["settings", "amber"]);
  match(
    line?.message ?? "",
    /^JIRA_BASEURL is set, but is no setting\. Did you mean JIRA_BASE_URL/,
  );
});

const inUse = () => {
  const message = "Cannot open x: process 7 is using it. Stop that process.";
  return Promise.reject(new StoreError("in_use", message));
};

const STORES: readonly (readonly [what: string, examination: Examination, says: RegExp])[] = [
  ["in memory", {}, /^amber: In memory: all of it goes with the process/],
  ["at a path that is none", { env: { KV_PATH: "/dev/null/kv" } }, /^red: .*KV_PATH/],
  [
    "that never answers",
    { openStore: () => new Promise(() => {}), patience: 50 },
    /^red: The store at :memory: does not answer within 0\.05 s/,
  ],
  ["of a service that runs", { openStore: inUse }, /^green: The service at .* is ready/],
  [
    "in the hands of somebody else",
    { openStore: inUse, env: { PORT: "2", PUBLIC_URL: "" } },
    /^red: Cannot open x: process 7/,
  ],
];

for (const [what, examination, says] of STORES) {
  Deno.test(`a store ${what} is told so`, async () => {
    await using setup = await startSetup();
    match(await setup.look("store", examination), says);
  });
}

Deno.test("the store of a service that stops is red", async () => {
  await using setup = await startSetup();
  await setup.service.service.drain();
  match(await setup.look("store", { openStore: inUse }), /^red: .* but is not ready/);
});

Deno.test("beside a running service its file is left alone, and the service is asked", () =>
  withFolder(async (folder) => {
    await using setup = await startSetup();
    const env = { KV_PATH: `${folder}/kv.sqlite`, ADMIN_TOKEN: TOKEN, JIRA_WEBHOOK_SECRET: SECRET };
    await using process = await startProcess({ env });
    const beside = { env: { ...env, PORT: new URL(process.url).port, PUBLIC_URL: "" } };
    match(await setup.look("store", beside), /^green: The service at .* has it open and is ready/);
    match(await setup.look("queue", beside), /^green: native, as the service says/);
  }));

Deno.test("the queue is told by the service, or by the store, or not at all", async () => {
  await using setup = await startSetup({ env: { QUEUE: "polled" } });
  const alone = { PORT: "2", PUBLIC_URL: "" };
  match(await setup.look("queue"), /^green: polled, as the service says/);
  match(await setup.look("queue", { env: alone }), /^green: native: Deno KV's own/);
  match(await setup.look("queue", { env: { ...alone, QUEUE: "polled" } }), /^green: polled: a wa/);
  match(await setup.look("queue", { openStore: inUse, env: alone }), /^amber: Not known without/);
});

Deno.test("a trial leaves nothing in the store", () =>
  withFolder(async (folder) => {
    await using setup = await startSetup();
    const path = `${folder}/kv.sqlite`;
    match(await setup.look("store", { env: { KV_PATH: path } }), /^green/);
    using kv = await Deno.openKv(path);
    deepEqual(await Array.fromAsync(kv.list({ prefix: [] })), []);
  }));

const SERVICES: readonly (readonly [what: string, env: Examination["env"], says: RegExp])[] = [
  ["at its public address", {}, /^green: Answers at https:\/\/boardcast/],
  ["nowhere", { PORT: "2", PUBLIC_URL: "" }, /^red: Not found at http:\/\/127.*refused.*Start it/],
  ["at no known port", { PORT: "0", PUBLIC_URL: "" }, /^red: Cannot tell where it is: set PORT/],
  ["inside only", { PUBLIC_URL: "" }, /^amber: Answers at .* no address for Jira. Set PUBLIC_URL/],
  [
    "not at its public address",
    { PUBLIC_URL: "https://jira.example.com" },
    /^red: .*HTTP 404.*proxy/,
  ],
  [
    "not at a name there is",
    { PUBLIC_URL: "https://boardcast.invalid", PORT: "2" },
    /^red: .*dns error.* Start the service/,
  ],
];

for (const [what, env, says] of SERVICES) {
  Deno.test(`a service that is ${what} is told so`, async () => {
    await using setup = await startSetup();
    match(await setup.look("service", env === undefined ? {} : { env }), says);
  });
}

Deno.test("http is not enough for Jira Cloud, and is for Data Center", async () => {
  await using cloud = await startSetup();
  const env = { PUBLIC_URL: cloud.service.url };
  match(await cloud.look("service", { env }), /^amber: .* Jira Cloud delivers to https:\/\/ only/);
  await using own = await startSetup({ jira: { flavour: "datacenter" } });
  match(await own.look("service", { env: { PUBLIC_URL: own.service.url } }), /^green: Answers at/);
});

Deno.test("deliveries are judged by the last one that came", async () => {
  await using setup = await startSetup();
  match(await setup.look("delivery"), /^amber: No webhook came yet/);
  await (await setup.service.post(change(1), { "x-hub-signature": "sha256=00" })).body?.cancel();
  match(
    await setup.look("delivery"),
    /^red: No webhook was accepted, but calls were refused \(1 since/,
  );
  await deliver(setup);
  match(await setup.look("delivery"), /^green: The last webhook came at 20/);
  const later = { now: () => Date.now() + DAY };
  match(
    await setup.look("delivery", later),
    /^amber: The last webhook came .* more than a day ago/,
  );
});

Deno.test("deliveries without a signature count where they are taken as hints", async () => {
  await using jira = startJira({ issues: 1 });
  const { email, token } = SIMULATED_CREDENTIALS;
  await using setup = await startSetup({
    env: {
      INTAKE_UNSIGNED: "refetch",
      JIRA_BASE_URL: jira.url,
      JIRA_EMAIL: email,
      JIRA_API_TOKEN: token,
    },
  });
  const body = JSON.stringify(change(1));
  const answer = await fetch(`${setup.service.url}/webhook/jira`, { method: "POST", body });
  equal(answer.status, 202, await answer.text());
  match(await setup.look("delivery"), /^green: Calls without a signature come, .* hints \(1\)/);
});

Deno.test("deliveries can't be judged without the service's own token", async () => {
  await using setup = await startSetup();
  match(await setup.look("delivery", { env: { ADMIN_TOKEN: "" } }), /^amber: .*set ADMIN_TOKEN/);
  const other = { env: { ADMIN_TOKEN: "another-token-of-16" } };
  match(await setup.look("delivery", other), /^red: The service does not take ADMIN_TOKEN/);
  const away = { env: { PORT: "2", PUBLIC_URL: "" } };
  match(await setup.look("delivery", away), /^amber: Not known: the service was not found/);
});

Deno.test("what could not be applied or read is told, with what to do, and only then", async () => {
  await using setup = await startSetup();
  equal(await setup.look("kept"), "");
  await (await setup.service.post("not JSON")).body?.cancel();
  match(
    await setup.look("kept"),
    /^amber: 1 call could not be read\. See why at http.*\/#\/kept, mend the cause, then replay/,
  );
  const { store, site, newId } = setup.service.service;
  for (let n = 0; n < 2; n++) {
    const key = deadKey(site, newId());
    await store.commit({ sets: [{ key, value: {} }] }, { key, mine: () => true });
  }
  match(
    await setup.look("kept"),
    /^amber: 2 deliveries could not be applied, and 1 call could not be read\./,
  );
  equal(await setup.look("kept", { env: { ADMIN_TOKEN: "" } }), "");
});

Deno.test("deliveries of another Jira are told, with what to do, and only then", async () => {
  await using setup = await startSetup();
  equal(await setup.look("other Jira"), "");
  const { store, site, newId } = setup.service.service;
  const key = foreignKey(site, newId());
  await store.commit({ sets: [{ key, value: {} }] }, { key, mine: () => true });
  match(
    await setup.look("other Jira"),
    /^amber: Kept and not applied: 1 delivery of another Jira .* accept it .*; else delete the webhook/,
  );
});

const TRIPS: readonly (readonly [what: string, env: Examination["env"], says: RegExp])[] = [
  ["another secret", { JIRA_WEBHOOK_SECRET: "another-secret-of-16" }, /^red: .* the same JIRA_WEB/],
  ["no secret", { JIRA_WEBHOOK_SECRET: "" }, /^amber: Not tried: set JIRA_WEBHOOK_SECRET/],
  ["no service", { PORT: "2", PUBLIC_URL: "" }, /^amber: Not tried: the service was not found/],
];

for (const [what, env, says] of TRIPS) {
  Deno.test(`a round trip with ${what} is told so`, async () => {
    await using setup = await startSetup();
    match(
      await setup.look("round trip", { sends: true, ...env === undefined ? {} : { env } }),
      says,
    );
  });
}

Deno.test("a proxy that does not let calls through is told by its answer, or its silence", async () => {
  await using setup = await startSetup();
  const behind = (answer: (signal: AbortSignal) => Promise<Response>): Examination => ({
    sends: true,
    patience: 200,
    env: { PUBLIC_URL: "" },
    fetch: (input, init) =>
      String(input).endsWith("/webhook/jira") ? answer(init!.signal!) : fetch(input, init),
  });
  const closed = behind(() => Promise.resolve(new Response("<html>", { status: 403 })));
  match(
    await setup.look("round trip", closed),
    /^red: .* not recognised \(HTTP 403\)\. Look at the proxy/,
  );
  const silent = behind((signal) =>
    new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)))
  );
  match(
    await setup.look("round trip", silent),
    /^red: .* not recognised \(no answer within 0\.2 s\)/,
  );
});

Deno.test("a round trip leaves no entry, no delivery and no call in quarantine", async () => {
  await using setup = await startSetup();
  match(await setup.look("round trip", { sends: true }), /^green/);
  const status = await (await setup.service.get("/api/status")).json();
  deepEqual([status.seq, status.last_delivery_at, status.intake.checked], [0, null, 1]);
  const { store, site } = setup.service.service;
  deepEqual(await store.list({ prefix: quarantineKey(site) }), []);
});

Deno.test("what is not asked for is not sent", async () => {
  await using setup = await startSetup();
  equal(await setup.look("round trip"), "");
});
