import assert from "node:assert/strict";
import { startProcess } from "./_process.ts";
import { withFolder } from "./_folder.ts";

/** The service with nothing set but its store. */
async function start(world: string, env: Readonly<Record<string, string>> = {}) {
  return await startProcess({ env: { KV_PATH: `${world}/kv.sqlite`, ...env } });
}

const shown = (said: string) => ({
  token: /#token=(\w+)/.exec(said)?.[1] ?? null,
  secret: /Webhook secret +(\w+)/.exec(said)?.[1] ?? null,
});

Deno.test("the first start shows a token and a secret that work, and no later one does", () =>
  withFolder(async (world) => {
    await using first = await start(world);
    const { token, secret } = shown(first.said());
    assert.ok(token !== null && secret !== null, first.said());
    const answer = await fetch(`${first.url}/api/status`, {
      headers: { authorization: `Bearer ${token}` },
    });
    assert.equal(answer.status, 200);
    await answer.body?.cancel();
    await first.end("SIGTERM");
    await using second = await start(world);
    assert.deepEqual(shown(second.said()), { token: null, secret: null });
    const again = await fetch(`${second.url}/api/status`, {
      headers: { authorization: `Bearer ${token}` },
    });
    assert.equal(again.status, 200);
    await again.body?.cancel();
  }));

Deno.test("a first start that can't listen loses nothing: the next one shows token and secret", () =>
  withFolder(async (world) => {
    using taken = Deno.listen({ port: 0, hostname: "127.0.0.1" });
    const port = String(taken.addr.port);
    await assert.rejects(
      start(world, { PORT: port }),
      new RegExp(`ended with 3\\s+Cannot listen on port ${port}: it is taken`),
    );
    await using next = await start(world);
    const { token, secret } = shown(next.said());
    assert.ok(token !== null && secret !== null, next.said());
  }));

Deno.test("a start with wrong settings lists all of them and ends with 2", () =>
  withFolder(async (world) => {
    const env = { PORT: "99999", QUEUE: "redis", ADMIN_TOKEN: "short" };
    await assert.rejects(start(world, env), (cause: Error) => {
      assert.match(cause.message, /ended with 2/);
      for (const name of ["PORT", "QUEUE", "ADMIN_TOKEN"]) {
        assert.match(cause.message, new RegExp(name));
      }
      return true;
    });
  }));

Deno.test("a start tells of a variable that is no setting, though it looks like one", () =>
  withFolder(async (world) => {
    const env = { JIRA_BASEURL: "https://example.atlassian.net", PORT: "0" };
    await using service = await start(world, env);
    assert.match(
      service.said(),
      /^JIRA_BASEURL is set, but is no setting\. Did you mean JIRA_BASE_URL/m,
    );
    await assert.rejects(
      start(world, { ...env, PORT: "a" }),
      /JIRA_BASEURL is set[^]*PORT must be/,
    );
  }));

Deno.test("a start with the address of Jira alone says that a token is missing", () =>
  withFolder(async (world) => {
    await using service = await start(world, { JIRA_BASE_URL: "https://example.atlassian.net" });
    assert.match(service.said(), /JIRA_BASE_URL is set, but no token is\. Set JIRA_EMAIL and/);
  }));

Deno.test("no start shows a stack, whatever is set wrongly", () =>
  withFolder(async (world) => {
    const wrong = [
      { HOST: "http://localhost" },
      { KV_PATH: "/dev/null/kv.sqlite" },
      { KV_PATH: "http://localhost:1" },
      { PUBLIC_URL: "example.com/path" },
      { JIRA_EMAIL: "nobody" },
      { RETENTION_DAYS: "1.5" },
    ];
    for (const env of wrong) {
      await assert.rejects(start(world, env), (cause: Error) => {
        assert.match(cause.message, /ended with [23]\s+Cannot (start|open)/);
        assert.doesNotMatch(cause.message, /^ +at |undefined|Uncaught/m);
        return true;
      });
    }
  }));

Deno.test("a second process on the same file is refused, in plain words", () =>
  withFolder(async (world) => {
    await using _first = await start(world);
    await assert.rejects(
      start(world),
      /ended with 3\s+Cannot open .*kv\.sqlite: process \d+ is using/,
    );
  }));

Deno.test("a start on an address this machine lacks says so and ends with 3", () =>
  withFolder(async (world) => {
    await assert.rejects(
      start(world, { HOST: "192.0.2.1" }),
      /ended with 3\s+Cannot listen on 192\.0\.2\.1: this machine has no such address/,
    );
    await assert.rejects(
      start(world, { HOST: "nowhere.invalid" }),
      /ended with 3\s+Cannot listen on nowhere\.invalid: no address is known by that name/,
    );
  }));

Deno.test("a start on a folder, or on what is no database, says what to do and leaves no lock", () =>
  withFolder(async (world) => {
    await Deno.writeTextFile(
      `${world}/text`,
      "This is no database, and long enough to be seen as none.",
    );
    for (const path of [world, `${world}/text`]) {
      await assert.rejects(
        start(world, { KV_PATH: path }),
        /ended with 3\s+Cannot open the store at .*Choose another with KV_PATH/,
      );
    }
    const left = [...Deno.readDirSync(world)].map(({ name }) => name);
    assert.deepEqual(left.filter((name) => name.endsWith(".lock")), []);
  }));

Deno.test({
  name: "the database is for nobody else to read",
  ignore: Deno.build.os === "windows",
  fn: () =>
    withFolder(async (world) => {
      await using _service = await start(world, { KV_PATH: `${world}/data/kv.sqlite` });
      const modeOf = async (path: string) => ((await Deno.stat(path)).mode ?? 0) & 0o777;
      assert.equal(await modeOf(`${world}/data`), 0o700);
      assert.equal(await modeOf(`${world}/data/kv.sqlite`), 0o600);
    }),
});
