import { deepEqual, equal, match, ok } from "node:assert/strict";
import { readSettings, type Settings } from "./settings.ts";
import { misconfigured } from "./words.ts";

const DAY = 24 * 60 * 60 * 1000;

function settingsOf(environment: Readonly<Record<string, string>>): Settings {
  const result = readSettings(environment);
  ok(result.ok, JSON.stringify(result));
  return result.settings;
}

function problemsOf(environment: Readonly<Record<string, string>>): readonly string[] {
  const result = readSettings(environment);
  equal(result.ok, false);
  return result.ok ? [] : result.problems;
}

Deno.test("readSettings() needs nothing to be set", () => {
  deepEqual(settingsOf({ HOME: "/root", PATH: "/bin" }), {
    port: 8000,
    host: "127.0.0.1",
    publicUrl: null,
    kvPath: "./data/boardcast.sqlite",
    queue: "auto",
    webhookSecrets: [],
    trustedProxies: [],
    unsigned: "refuse",
    jiraBaseUrl: null,
    jira: null,
    adminToken: null,
    retention: 7 * DAY,
    dedupe: 30 * DAY,
    onDeploy: false,
  });
});

Deno.test("readSettings() on Deno Deploy listens everywhere and takes the platform's database", () => {
  const { host, kvPath, onDeploy } = settingsOf({ DENO_DEPLOY: "1" });
  deepEqual([host, kvPath, onDeploy], ["0.0.0.0", null, true]);
  const chosen = settingsOf({ DENO_DEPLOY: "1", KV_PATH: "https://kv.example.com" });
  equal(chosen.kvPath, "https://kv.example.com");
});

for (const host of ["http://localhost", "127.0.0.1:8000", "localhost:8000", "[127.0.0.1", "a b"]) {
  Deno.test(`readSettings() does not take HOST=${host}`, () => {
    deepEqual(problemsOf({ HOST: host }), [
      `HOST must be an address such as 127.0.0.1, or a name, without http:// and without a port, ` +
      `not ${JSON.stringify(host)}`,
    ]);
  });
}

for (const host of ["::1", "[::1]", "0.0.0.0", "localhost", "my_box.example.com"]) {
  Deno.test(`readSettings() takes HOST=${host}`, () =>
    equal(settingsOf({ HOST: host }).host, host));
}

Deno.test("readSettings() takes what is set, without the spaces around it", () => {
  const settings = settingsOf({
    PORT: " 0 ",
    HOST: "::",
    PUBLIC_URL: "https://boardcast.example.com/",
    KV_PATH: ":memory:",
    QUEUE: "polled",
    TRUSTED_PROXIES: "10.0.0.1, 2001:DB8::1 ,",
    JIRA_BASE_URL: "https://jira.example.com//",
    ADMIN_TOKEN: "sixteen-letters!",
    RETENTION_DAYS: "1",
    DEDUPE_DAYS: "365",
    INTAKE_UNSIGNED: "refuse",
  });
  deepEqual([settings.port, settings.host, settings.queue], [0, "::", "polled"]);
  equal(settings.publicUrl, "https://boardcast.example.com");
  equal(settings.jiraBaseUrl, "https://jira.example.com");
  equal(settings.kvPath, ":memory:");
  deepEqual(settings.trustedProxies, ["10.0.0.1", "2001:db8::1"]);
  equal(settings.adminToken, "sixteen-letters!");
  deepEqual([settings.retention, settings.dedupe], [DAY, 365 * DAY]);
});

Deno.test("readSettings() takes an empty variable for one that isn't set", () => {
  deepEqual(settingsOf({ PORT: "", ADMIN_TOKEN: "  ", SITES: "" }), settingsOf({}));
});

Deno.test("readSettings() splits several secrets at commas, newest first", () => {
  const secrets = "a secret of today!, a secret of yesterday";
  deepEqual(settingsOf({ JIRA_WEBHOOK_SECRET: secrets }).webhookSecrets, [
    "a secret of today!",
    "a secret of yesterday",
  ]);
});

const WRONG: readonly (readonly [name: string, value: string, says: RegExp])[] = [
  ["PORT", "80a", /PORT must be a whole number, not "80a"/],
  ["PORT", "65536", /PORT must be between 0 and 65535, not "65536"/],
  ["PORT", "$&", /PORT must be a whole number, not "\$&"/],
  ["PUBLIC_URL", "boardcast.example.com", /PUBLIC_URL must be an address such as https:/],
  ["JIRA_BASE_URL", "ftp://jira", /JIRA_BASE_URL must be an address such as https:/],
  ["KV_PATH", "file:///srv/kv.sqlite", /KV_PATH must be the path of a file.* not "file:/],
  ["KV_PATH", "HTTP://kv.example.com", /KV_PATH must be the path of a file/],
  ["KV_PATH", ":memory", /KV_PATH must be the path of a file, :memory: or/],
  ["QUEUE", "redis", /QUEUE must be auto, native or polled, not "redis"/],
  ["JIRA_WEBHOOK_SECRET", "short", /at least 16 characters/],
  ["JIRA_WEBHOOK_SECRET", "a secret that is long, short", /at least 16 characters/],
  ["JIRA_WEBHOOK_SECRET", ",", /one or several secrets/],
  ["INTAKE_UNSIGNED", "accept", /INTAKE_UNSIGNED must be refuse or refetch, not "accept"/],
  ["INTAKE_UNSIGNED", "refetch", /INTAKE_UNSIGNED can't be refetch without access to Jira/],
  ["ADMIN_TOKEN", "fifteen-letters", /ADMIN_TOKEN must be at least 16 characters/],
  // Neither a header nor a link could carry these.
  ["ADMIN_TOKEN", "words with spaces between", /ADMIN_TOKEN must .* without spaces/],
  ["ADMIN_TOKEN", "schlüssel-für-den-chef", /ADMIN_TOKEN must .* plain/],
  [
    "TRUSTED_PROXIES",
    "10.0.0.1, 10.0.0.0/8",
    /TRUSTED_PROXIES must be addresses.* 10\.0\.0\.0\/8"/,
  ],
  ["TRUSTED_PROXIES", "proxy.example.com", /TRUSTED_PROXIES must be addresses/],
  ["RETENTION_DAYS", "0", /RETENTION_DAYS must be between 1 and 365/],
  ["DEDUPE_DAYS", "-1", /DEDUPE_DAYS must be a whole number/],
  ["SITES", "sites.json", /SITES is set, but this version serves one site: unset it/],
];

for (const [name, value, says] of WRONG) {
  Deno.test(`readSettings() says in plain words what is wrong with ${name}=${value}`, () => {
    const problems = problemsOf({ [name]: value });
    equal(problems.length, 1);
    match(problems[0] ?? "", says);
  });
}

Deno.test("readSettings() lists everything that is wrong at once", () => {
  const environment = Object.fromEntries(WRONG.map(([name, value]) => [name, value]));
  const problems = problemsOf(environment);
  deepEqual(
    problems.map((problem) => problem.split(" ")[0]).sort(),
    Object.keys(environment).sort(),
  );
  const told = misconfigured(problems);
  ok(problems.every((problem) => told.includes(`\n  - ${problem}`)));
  ok(told.startsWith(`Cannot start: ${problems.length} settings are wrong.`));
});

Deno.test("readSettings() refuses the native queue where the store has none", () => {
  for (const where of [{ KV_PATH: "https://kv.example.com" }, { DENO_DEPLOY: "1" }]) {
    const [problem, ...others] = problemsOf({ ...where, QUEUE: "native" });
    match(problem ?? "", /QUEUE can't be native .* set it to polled, or leave it out/);
    deepEqual(others, []);
    equal(settingsOf({ ...where, QUEUE: "polled" }).queue, "polled");
  }
});

Deno.test("readSettings() never repeats a secret or a token", () => {
  const problems = problemsOf({ JIRA_WEBHOOK_SECRET: "s3cr3t", ADMIN_TOKEN: "t0k3n" });
  equal(problems.length, 2);
  ok(!problems.join().includes("s3cr3t") && !problems.join().includes("t0k3n"));
});

Deno.test("readSettings() refuses a PUBLIC_URL below the root of its host", () => {
  const read = readSettings({ PUBLIC_URL: "https://boardcast.example.com/sub/" });
  equal(read.ok, false);
  match(read.ok ? "" : read.problems.join(), /PUBLIC_URL must have no path, unlike "https/);
});
