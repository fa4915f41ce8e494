/**
 * Starts the service: `deno task start`, and what Deno Deploy runs.
 *
 * @module
 */

import { createLog } from "./lib/ops/log.ts";
import { tooOld } from "./lib/ops/old_deno.ts";
import { sayTo } from "./lib/ops/say.ts";
import { readSettings } from "./lib/ops/settings.ts";
import { strayWords } from "./lib/ops/stray_settings.ts";
import { cannotListen, listening, misconfigured } from "./lib/ops/words.ts";
import { startService } from "./lib/service.ts";
import { StoreError } from "./lib/store/types.ts";
import { serve } from "./routes/serve.ts";
import manifest from "./deno.json" with { type: "json" };

const say = sayTo(Deno.stderr);

const old = tooOld(Deno.version.deno);
if (old !== null) fail(old, 3);
for (const words of strayWords(Deno.env.toObject())) say(words);
const parsed = readSettings(Deno.env.toObject());
if (!parsed.ok) fail(misconfigured(parsed.problems), 2);
const { settings } = parsed;
const starting = startService({ settings, log: createLog({ now: Date.now, write: say }) });

// Platforms find schedules by these calls, which must come before anything is served.
Deno.cron("look into the inbox", "* * * * *", async () => await (await starting).everyMinute());
Deno.cron("compare with Jira", "* * * * *", async () => await (await starting).compare());
Deno.cron("watch over Jira", "* * * * *", async () => await (await starting).watch());
Deno.cron("remove what is too old", "17 * * * *", async () => await (await starting).everyHour());

try {
  const service = await starting;
  serve(service, {
    version: manifest.version,
    assets: new URL("./dist/dashboard/", import.meta.url),
    hostname: settings.host,
    port: settings.port,
    publicUrl: settings.publicUrl,
    onListen: (url) => {
      say(listening({
        url,
        store: service.store.backend,
        queue: service.bell.kind,
        newSecret: service.credentials.unshown.secret,
        newToken: service.credentials.unshown.adminToken,
        comparesWithJira: service.sync !== null,
        jiraBaseUrl: settings.jiraBaseUrl,
        watchesWebhook: (service.sync?.registrar ?? null) !== null,
      }));
      service.credentials.markShown().catch((cause) =>
        service.log("Cannot note that the credentials were shown: they will be shown again", cause)
      );
    },
    onStopped: () => Deno.exit(0),
  });
} catch (cause) {
  if (cause instanceof StoreError) fail(cause.message, 3);
  const problem = cannotListen(cause, settings);
  if (problem !== null) fail(problem, 3);
  throw cause;
}

function fail(message: string, code: number): never {
  say(message);
  Deno.exit(code);
}
