import { equal, rejects } from "node:assert/strict";
import type { JiraCall } from "./call.ts";
import { exchange } from "./exchange.ts";
import { JiraError } from "./types.ts";

const CALL: JiraCall = { action: "read the account", method: "GET", path: "/rest/api/2/myself" };

function sendingTo(root: string, signal: AbortSignal) {
  return { call: CALL, root, headers: {}, signal };
}

const deps = { fetch, now: Date.now, timeout: 60_000 };

Deno.test("exchange() that is stopped says so, before and while it waits", async () => {
  const stop = new AbortController();
  const isStopped = (cause: unknown) => cause instanceof JiraError && cause.code === "stopped";
  const waiting: typeof fetch = (_url, init) =>
    new Promise((_resolve, reject) => {
      init?.signal?.addEventListener("abort", () => reject(init.signal?.reason));
    });
  const sending = sendingTo("https://jira.example.com", stop.signal);
  const asked = exchange({ ...deps, fetch: waiting }, sending);
  stop.abort();
  await rejects(asked, isStopped);
  let calls = 0;
  const counting: typeof fetch = () => Promise.reject(new Error(`call ${++calls}`));
  await rejects(exchange({ ...deps, fetch: counting }, sending), isStopped);
  equal(calls, 0);
});

Deno.test("exchange() names what failed when nobody else does", async () => {
  const { signal } = new AbortController();
  const odd: typeof fetch = () => Promise.reject("odd");
  await rejects(
    exchange({ ...deps, fetch: odd }, sendingTo("https://jira.example.com", signal)),
    /^JiraError: Cannot read the account: the connection failed, asked GET \/rest\/api\/2\/myself/,
  );
});

for (
  const [advice, words] of Object.entries({
    "another host's": 'certificate not valid for name "jira.example.com"; certificate is only ' +
      'valid for DnsName("other.example.com")',
    "Renew its certificate": "certificate expired: verification time 1795641274 (UNIX), but " +
      "certificate is not valid after 1738368000 (57273274 seconds ago)",
    "not trusted": "UnknownIssuer",
  })
) {
  Deno.test(`exchange() says of a certificate what to do: ${advice}`, async () => {
    const { signal } = new AbortController();
    // As Deno words it.
    const refusing: typeof fetch = () =>
      Promise.reject(
        new TypeError("fetch failed", {
          cause: new Error(
            "error sending request for url (https://jira.example.com/): client error (Connect): " +
              `invalid peer certificate: ${words}`,
          ),
        }),
      );
    await rejects(
      exchange({ ...deps, fetch: refusing }, sendingTo("https://jira.example.com", signal)),
      (cause) =>
        cause instanceof JiraError && cause.code === "unreachable" &&
        cause.message.includes(advice) && cause.cause === undefined,
    );
  });
}
