/** An app's access to a simulated Jira Cloud: gateway, tokens that end, refresh tokens that rotate. */

import { deepEqual, equal } from "node:assert/strict";
import { SIMULATED_APP, SIMULATED_CREDENTIALS } from "../lib/simulator/rest/rest.ts";
import { type SimulatedJira, startJira } from "./_simulated_jira.ts";

const HOUR = 3_600_000;
const GATEWAY = "/ex/jira/0b6fd9c3-6a39-4c2c-8c1c-6f1b1a7d8e11";

async function renew(jira: SimulatedJira, refreshToken: string, secret = SIMULATED_APP.secret) {
  const { status, body } = await jira.send("POST", "/oauth/token", {
    grant_type: "refresh_token",
    client_id: SIMULATED_APP.id,
    client_secret: secret,
    refresh_token: refreshToken,
  });
  return { status, ...body as unknown as { access_token: string; refresh_token: string } };
}

Deno.test("a refresh token is good once, and its access token for an hour at the gateway", async () => {
  let now = Date.UTC(2026, 8, 1);
  await using jira = startJira({ issues: 1, now: () => now });
  const first = await renew(jira, SIMULATED_CREDENTIALS.refreshToken);
  const status = async () => {
    const headers = { Authorization: `Bearer ${first.access_token}` };
    return (await jira.get(`${GATEWAY}/rest/api/2/myself`, headers)).status;
  };
  equal(await status(), 200);
  now += HOUR - 1;
  equal(await status(), 200);
  now += 1;
  equal(await status(), 401);
  deepEqual(
    [await renew(jira, SIMULATED_CREDENTIALS.refreshToken), await renew(jira, first.refresh_token)]
      .map((it) => it.status),
    [403, 200],
  );
});

Deno.test("nobody gets tokens without the app's secret", async () => {
  await using jira = startJira({ issues: 1 });
  equal((await renew(jira, SIMULATED_CREDENTIALS.refreshToken, "guessed")).status, 401);
  equal((await renew(jira, SIMULATED_CREDENTIALS.refreshToken)).status, 200);
});

Deno.test("a scoped token goes through the gateway, too", async () => {
  await using jira = startJira({ issues: 1 });
  equal((await jira.get(`${GATEWAY}/rest/api/2/issue/10001`)).status, 200);
  equal(jira.rest.log.count("GET issue/:issue"), 1);
});
