/**
 * `deno task demo`: the service, its dashboard and a simulated Jira, with nothing to configure.
 * Everything is in memory and gone at the end.
 *
 * @module
 */

import { createLog } from "../lib/ops/log.ts";
import { localUrl } from "../lib/ops/local_url.ts";
import { tooOld } from "../lib/ops/old_deno.ts";
import { sayTo } from "../lib/ops/say.ts";
import { readSettings, type Settings } from "../lib/ops/settings.ts";
import { cannotListen, misconfigured } from "../lib/ops/words.ts";
import { type Service, startService } from "../lib/service.ts";
import { serve } from "../routes/serve.ts";
import { buildDashboardIfNeeded } from "./build.ts";
import { startDemoJira } from "./demo_jira.ts";
import { welcome } from "./demo_words.ts";
import manifest from "../deno.json" with { type: "json" };

/** Time between two sweeps, ms: soon enough for somebody who only has a look. */
const SWEEP_EVERY = 30_000;

/** How often it is looked whether one is due, ms. */
const LOOK_EVERY = 5_000;

const say = sayTo(Deno.stdout);

const old = tooOld(Deno.version.deno);
if (old !== null) {
  say(old);
  Deno.exit(3);
}
await buildDashboardIfNeeded();
const settings = demoSettings();
const port = freePort(settings);
const stopping = new AbortController();
const jira = startDemoJira(stopping.signal);
const service = await startService({
  settings: { ...settings, jira: jira.access, publicUrl: addressForJira(settings) },
  jira: jira.reader,
  sweepEvery: SWEEP_EVERY,
  log: createLog({ now: Date.now, write: say }),
});
const looking = setInterval(() => void service.compare(), LOOK_EVERY);
for (const signal of ["SIGINT", "SIGTERM"] as const) Deno.addSignalListener(signal, stop);
serve(service, {
  version: manifest.version,
  assets: new URL("../dist/dashboard/", import.meta.url),
  hostname: settings.host,
  port,
  publicUrl: null,
  onListen: (url) => begin(service, url),
  onStopped: () => Deno.exit(0),
});

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
  say(misconfigured(parsed.problems));
  Deno.exit(2);
}

/** The port of the settings, or another one where that is taken: the service is told it at its start. */
function freePort({ host: hostname, port }: Settings): number {
  try {
    return probe({ hostname, port });
  } catch (cause) {
    if (cause instanceof Deno.errors.AddrInUse) {
      say(`Port ${port} is taken, so another one is used.`);
      return probe({ hostname, port: 0 });
    }
    const problem = cannotListen(cause, settings);
    if (problem === null) throw cause;
    say(problem);
    Deno.exit(3);
  }
}

function probe(where: { readonly hostname: string; readonly port: number }): number {
  using listener = Deno.listen(where);
  return listener.addr.port;
}

/** Jira Cloud delivers to https only; the simulated one finds what listens without. */
function addressForJira({ host: hostname }: Settings): string {
  return localUrl({ hostname, port }).replace("http:", "https:");
}

function begin({ credentials }: Service, url: string): void {
  const { adminToken, secret } = credentials.unshown;
  say(welcome({ url, token: adminToken!, secret: secret!, jira: jira.url, loss: jira.loss }));
  jira.work({ url: `${addressForJira(settings)}/webhook/jira`, secret: secret! });
}

function stop(): void {
  clearInterval(looking);
  stopping.abort();
}
