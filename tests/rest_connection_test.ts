import assert from "node:assert/strict";
import { createJiraClient } from "../lib/jira/rest/client.ts";
import { clear, clientOf, SEARCH, signal } from "./_jira_client.ts";
import { json, startJira } from "./_jira_server.ts";
import { CERT, KEY } from "./_tls.ts";

Deno.test("an answer that breaks off is told as unavailable", async () => {
  const jira = rawJira('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"issues":[');
  await assert.rejects(
    clientOf(jira.url).search(SEARCH, { signal }),
    clear("unavailable", /body/, /asked again later/),
  );
  await jira.end();
});

Deno.test("a connection that ends before the answer is told as unavailable", async () => {
  const jira = rawJira("");
  await assert.rejects(
    clientOf(jira.url).search(SEARCH, { signal }),
    clear("unavailable", /closed/, /asked again later/),
  );
  await jira.end();
});

Deno.test("an answer that takes too long is told as unavailable", async () => {
  const held = Promise.withResolvers<void>();
  await using jira = startJira(async () => {
    await held.promise;
    return json({});
  });
  const client = clientOf(jira.url, { timeout: 20 });
  await assert.rejects(
    client.search(SEARCH, { signal }),
    clear("unavailable", /no answer within 0\.02 s/),
  );
  held.resolve();
});

Deno.test("a call that is stopped while Jira thinks says so at once", async () => {
  const held = Promise.withResolvers<void>();
  const stop = new AbortController();
  await using jira = startJira(async () => {
    stop.abort();
    await held.promise;
    return json({});
  });
  const client = clientOf(jira.url);
  await assert.rejects(client.search(SEARCH, { signal: stop.signal }), clear("stopped"));
  await assert.rejects(client.search(SEARCH, { signal: stop.signal }), clear("stopped"));
  held.resolve();
  assert.equal(jira.asked.length, 1);
});

Deno.test("a call that is stopped, or too slow, is given up at Jira's end, too", async () => {
  for (const timeout of [20, 60_000]) {
    const [asked, gone] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    await using server = Deno.serve(
      { port: 0, hostname: "127.0.0.1", onListen: () => {} },
      ({ signal }) => {
        signal.addEventListener("abort", () => gone.resolve());
        asked.resolve();
        return gone.promise.then(() => new Response(), () => new Response());
      },
    );
    const late = setTimeout(() => gone.reject(new Error("Nobody gave the call up")), 5_000);
    const stop = new AbortController();
    const call = clientOf(`http://127.0.0.1:${server.addr.port}`, { timeout })
      .search(SEARCH, { signal: stop.signal });
    const rejected = assert.rejects(call, clear(timeout === 20 ? "unavailable" : "stopped"));
    await asked.promise;
    if (timeout > 20) stop.abort();
    await Promise.all([rejected, gone.promise]);
    clearTimeout(late);
  }
});

const unreachable = (url: string, ...says: readonly RegExp[]) =>
  assert.rejects(clientOf(url).myself({ signal }), clear("unreachable", ...says));

Deno.test("a host that does not exist is told as such", () =>
  unreachable("http://jira.invalid", /dns error/, /There is no such host/));

Deno.test("a port where nothing listens is told as such", async () => {
  const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const { port } = listener.addr;
  listener.close();
  await unreachable(`http://127.0.0.1:${port}/`, /refused/, /Nothing listens there/);
});

Deno.test("a certificate that nobody vouches for is told as such, and so is http in place of https", async () => {
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", cert: CERT, key: KEY, onListen: () => {} },
    () => json({ accountId: "a1" }),
  );
  const { port } = server.addr;
  await unreachable(`https://127.0.0.1:${port}`, /certificate/, /not trusted.*DENO_CERT/);
  await unreachable(`http://127.0.0.1:${port}`, /Check whether it is http or https/);
  await server.shutdown();
});

Deno.test("https in place of http is told as such", async () => {
  await using jira = startJira(() => json({}));
  await unreachable(jira.url.replace("http", "https"), /Check whether it is http or https/);
});

Deno.test("times are Jira's: no later than the request began, whatever our clock says", async () => {
  const date = Date.UTC(2026, 0, 1, 12);
  const wrong = { now: 0 };
  await using jira = startJira(() => {
    wrong.now += 3_000;
    return json({ accountId: "a1", version: "9", deploymentType: "Cloud" }, {
      headers: { date: new Date(date).toUTCString() },
    });
  });
  const client = createJiraClient({
    access: { kind: "api_token", baseUrl: jira.url, email: "b@example.com", token: "t" },
    now: () => wrong.now,
    wait: () => Promise.resolve(),
  });
  assert.equal((await client.myself({ signal })).observedAt, date - 3_000);
  assert.equal((await client.serverInfo({ signal })).skew, date + 500 - 4_500);
});

Deno.test("without a Date header times are ours", async () => {
  const jira = rawJira(
    'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 18\r\n\r\n{"accountId":"a1"}',
  );
  const client = createJiraClient({
    access: { kind: "api_token", baseUrl: jira.url, email: "b@example.com", token: "t" },
    now: () => 5_000,
  });
  assert.equal((await client.myself({ signal })).observedAt, 5_000);
  await jira.end();
});

/** A server of one answer, byte by byte as given: `Deno.serve` always adds a `Date`. */
function rawJira(answer: string) {
  const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const served = (async () => {
    const connection = await listener.accept();
    await connection.read(new Uint8Array(4_096));
    if (answer !== "") await connection.write(new TextEncoder().encode(answer));
    connection.close();
  })();
  return {
    url: `http://127.0.0.1:${listener.addr.port}`,
    end: async () => {
      await served;
      listener.close();
    },
  };
}
