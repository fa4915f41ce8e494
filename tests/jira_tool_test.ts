import assert from "node:assert/strict";
import { openWebhooks } from "../lib/jira/rest/webhooks.ts";
import { readSettings } from "../lib/ops/settings.ts";
import { runJira } from "../tools/jira.ts";
import { readJiraOptions } from "../tools/jira_options.ts";
import { failedLines } from "../tools/jira_lines.ts";
import { actOnWebhook } from "../tools/jira_webhook.ts";
import { startProcess } from "./_process.ts";
import { startWebhooks } from "./_jira_webhooks.ts";
import { withFolder } from "./_folder.ts";

const SECRET = "a-secret-of-16-chars";

type Environment = Readonly<Record<string, string>>;

/** Runs the tool; what it said is checked for secrets. */
async function run(args: string, env: Environment) {
  const out: string[] = [];
  const say: string[] = [];
  const code = await runJira({
    args: args.split(" "),
    env,
    out: (line) => void out.push(line),
    say: (line) => void say.push(line),
    now: () => 0,
  });
  const said = [...out, ...say].join("\n");
  for (const secret of [SECRET, "t0k3n"]) assert.ok(!said.includes(secret), said);
  return { code, out: out.join("\n"), say: say.join("\n") };
}

const cloud = (baseUrl: string): Environment => ({
  JIRA_BASE_URL: baseUrl,
  JIRA_EMAIL: "admin@example.com",
  JIRA_API_TOKEN: "t0k3n",
  JIRA_WEBHOOK_SECRET: `${SECRET},the-secret-of-yesterday`,
  PUBLIC_URL: "https://boardcast.example.com",
});

Deno.test("deno task jira registers, checks, repairs, lists and deletes the webhook", async () => {
  await using jira = startWebhooks("admin");
  const env = cloud(jira.url);
  const none = await run("webhook check", env);
  assert.equal(none.code, 1);
  assert.match(
    none.out,
    /^red .*No webhook delivers to https:\/\/boardcast\.example\.com\/webhook\/j/,
  );
  assert.match(none.out, /deno task jira webhook repair mends what can be/);
  assert.deepEqual(await run("webhook create", env), { code: 0, out: "Created 1", say: "" });
  const sent = jira.asked.at(-1)?.body as { secret: string; excludeBody: boolean };
  assert.deepEqual([sent.secret, sent.excludeBody], [SECRET, false]);
  const good = await run("webhook check", env);
  assert.equal(good.code, 0);
  assert.match(good.out, /green +Registered once, enabled, with all events\./);
  const again = await run("webhook create", env);
  assert.deepEqual([again.code, jira.kept.size], [1, 1]);
  assert.match(again.say, /There is one .* already/);
  jira.kept.set("1", { ...jira.kept.get("1"), enabled: false, excludeBody: true });
  const bad = await run("webhook check", env);
  assert.match(bad.out, /red +It is disabled in Jira/);
  assert.match(bad.out, /red +"Exclude body" is on/);
  assert.equal((await run("webhook repair", env)).out, "Changed 1");
  assert.equal((await run("webhook check", env)).code, 0);
  const { out } = await run("webhook list", env);
  assert.match(out, /^1 +https:\/\/boardcast.* \(Boardcast\)\n +enabled, signed; all issues\n/);
  assert.equal((await run("webhook delete", env)).out, "Deleted 1");
  assert.equal(jira.kept.size, 0);
});

const WRONG: readonly (readonly [what: string, env: Environment, says: RegExp])[] = [
  ["without credentials", { JIRA_API_TOKEN: "", JIRA_EMAIL: "" }, /no credentials are set/],
  [
    "with half of them",
    { JIRA_API_TOKEN: "" },
    /JIRA_API_TOKEN must be set, too, as JIRA_EMAIL is/,
  ],
  [
    "without an address",
    { PUBLIC_URL: "" },
    /set PUBLIC_URL to the service's address, or give --u/,
  ],
  ["with http on Cloud", { PUBLIC_URL: "http://b.example.com" }, /delivers to https:\/\/ only/],
  ["without a secret", { JIRA_WEBHOOK_SECRET: "" }, /set JIRA_WEBHOOK_SECRET to the one/],
];

for (const [what, env, says] of WRONG) {
  Deno.test(`deno task jira ${what} says what to set, and registers nothing`, async () => {
    await using jira = startWebhooks("admin");
    const { code, say } = await run("webhook create", { ...cloud(jira.url), ...env });
    assert.equal(code, 2);
    assert.match(say, says);
    assert.equal(jira.kept.size, 0);
  });
}

Deno.test("deno task jira tells what Jira said, and ends with 3", async () => {
  const { code, say } = await run("webhook list", {
    ...cloud("http://jira.invalid"),
  });
  assert.equal(code, 3);
  assert.match(say, /^Cannot list webhooks: dns error/);
});

Deno.test("deno task jira for an app keeps its tokens in the service's store", () =>
  withFolder(async (folder) => {
    const env = {
      KV_PATH: `${folder}/kv.sqlite`,
      JIRA_CLOUD_ID: "11223344-a1b2-3b33-c444-def123456789",
      JIRA_OAUTH_CLIENT_ID: "client",
      JIRA_OAUTH_CLIENT_SECRET: "app-secret",
      JIRA_OAUTH_REFRESH_TOKEN: "first",
    };
    await using service = await startProcess({ env: { KV_PATH: env.KV_PATH } });
    const { code, say } = await run("webhook list", env);
    assert.equal(code, 3);
    assert.match(say, /is using it/);
    await service.end("SIGTERM");
  }));

Deno.test("deno task jira notes that none is wanted only when it deletes the last one", async () => {
  await using jira = startWebhooks("admin");
  const { signal } = new AbortController();
  const webhooks = await openWebhooks({ access: jira.access }, { signal });
  const read = readSettings(cloud(jira.url));
  assert.ok(read.ok);
  let forgotten = 0;
  const act = async (args: string) => {
    const command = readJiraOptions(args.split(" "));
    assert.equal(command.t, "webhook");
    const quiet = { out: () => {}, say: () => {}, now: () => 0, signal };
    const { settings } = read;
    const forget = () => Promise.resolve(void ++forgotten);
    await actOnWebhook(webhooks, { ...quiet, command, settings, forget });
  };
  await act("webhook create");
  const [first] = jira.kept.values();
  jira.kept.set("7", { ...first, self: "https://jira.example.com/rest/webhooks/1.0/webhook/7" });
  await act("webhook delete --id 7");
  assert.deepEqual([forgotten, jira.kept.size], [0, 1]);
  await act("webhook delete");
  assert.deepEqual([forgotten, jira.kept.size], [1, 0]);
});

Deno.test("deno task jira is a program that explains itself", async () => {
  const { code, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", "tools/jira.ts", "--help"],
    cwd: new URL("../", import.meta.url),
  }).output();
  assert.equal(code, 0);
  assert.match(new TextDecoder().decode(stdout), /deno task jira webhook <action>/);
});

Deno.test("deno task jira webhook check tells what Jira gave up delivering, where Jira does", () => {
  assert.deepEqual([failedLines(null), failedLines([])], [[], []]);
  const failed = [1, 2].map((n) => ({ url: "https://x", body: null, failedAt: n * 86_400_000 }));
  const [line, ...more] = failedLines(failed);
  assert.match(
    line!,
    /^amber {2}Jira gave up 2 deliveries .* the last at 1970-01-03T00:00:00.000Z\. See/,
  );
  assert.deepEqual(more, []);
});
