/**
 * What `deno task demo` says at its start.
 *
 * @module
 */

/** What newcomers need to go on. */
export interface DemoNews {
  readonly url: string;
  readonly token: string;
  readonly secret: string;
  /** Address of the simulated Jira's REST API. */
  readonly jira: string;
  /** Share of the webhooks that never come. */
  readonly loss: number;
}

/** What runs, and what to look at. */
export function welcome({ url, token, secret, jira, loss }: DemoNews): string {
  return `
Boardcast demo: a simulated Jira sends signed webhooks, about one change a second.

  Dashboard  ${url}/#token=${token}
  Webhook    ${url}/webhook/jira
  Jira       ${jira} (REST API only, no pages)

Open the dashboard and watch the feed move. In the view Sync (key 2) everything the Jira had before is
read first. It loses ${
    Math.round(loss * 100)
  } of 100 webhooks on purpose: a sweep every half minute finds what was missed
and marks it "found by sync" in the feed. "Census now" compares all ids. In another terminal you can

  follow it    deno task tail --url ${url} --token ${token}
  ask it       curl -H "Authorization: Bearer ${token}" "${url}/api/issues?limit=3"

To use it with your own Jira: stop this with Ctrl-C, run "deno task start", and create a webhook in
Jira (Settings → System → WebHooks) with the address and the secret it prints.
(This demo's own webhook secret: ${secret}. All of it is in memory only.)
`;
}
