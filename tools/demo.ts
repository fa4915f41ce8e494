/**
 * `deno task demo`: the service, its dashboard and a simulated Jira, with nothing to configure.
 * Everything is in memory and gone at the end.
 *
 * @module
 */

import { createLog } from "../lib/ops/log.ts";
import { sayTo } from "../lib/ops/say.ts";
import { readSettings, type Settings } from "../lib/ops/settings.ts";
import { cannotListen } from "../lib/ops/words.ts";
import { type Service, startService } from "../lib/service.ts";
import { startSimulator } from "../lib/simulator/simulate.ts";
import { serve } from "../routes/serve.ts";
import { buildDashboardIfNeeded } from "./build.ts";
import manifest from "../deno.json" with { type: "json" };

/** Changes a second, on average. */
const RATE = 1;

const say = sayTo(Deno.stdout);

await buildDashboardIfNeeded();
const settings = demoSettings();
const service = await startService({
  settings,
  log: createLog({ now: Date.now, write: say }),
});
const stopping = new AbortController();
try {
  listen(settings.port);
} catch (cause) {
  if (cause instanceof Deno.errors.AddrInUse) {
    say(`Port ${settings.port} is taken, so another one is used.`);
    listen(0);
  } else {
    const problem = cannotListen(cause, settings);
    if (problem === null) throw cause;
    say(problem);
    Deno.exit(3);
  }
}

/** The defaults, with everything in memory; PORT and HOST may be set. */
function demoSettings(): Settings {
  const chosen = Object.fromEntries(
    ["PORT", "HOST"].flatMap((name) => {
      const value = Deno.env.get(name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
  const parsed = readSettings({ ...chosen, KV_PATH: ":memory:" });
  if (parsed.ok) return parsed.settings;
  say(parsed.problems.join("\n"));
  Deno.exit(2);
}

function listen(port: number): void {
  serve(service, {
    version: manifest.version,
    assets: new URL("../dist/dashboard/", import.meta.url),
    hostname: settings.host,
    port,
    publicUrl: settings.publicUrl,
    onListen: (url) => {
      say(welcome(service, url));
      simulate(url);
    },
    onStopped: () => Deno.exit(0),
  });
}

function simulate(url: string): void {
  startSimulator({
    url: `${url}/webhook/jira`,
    secret: service.credentials.secrets[0]!,
    seed: Date.now() % 1_000_000,
    signal: stopping.signal,
    rate: RATE,
    faults: { duplicate: 0.05, twoIds: 0.03, reorder: 0.05 },
  });
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, () => stopping.abort());
  }
}

function welcome({ credentials }: Service, url: string): string {
  const { adminToken, secret } = credentials.unshown;
  return `
Boardcast demo: a simulated Jira is sending signed webhooks. It begins with a short history, then
makes about one change a second.

  Dashboard  ${url}/#token=${adminToken}
  Webhook    ${url}/webhook/jira

Open the dashboard and watch the feed move. In another terminal you can also

  follow it    deno task tail --url ${url} --token ${adminToken}
  ask it       curl -H "Authorization: Bearer ${adminToken}" "${url}/api/issues?limit=3"

To use it with your own Jira: stop this with Ctrl-C, run "deno task start", and create a webhook in
Jira (Settings → System → WebHooks) with the address and the secret it prints.
(This demo's own webhook secret: ${secret}. All of it is in memory only.)
`;
}
