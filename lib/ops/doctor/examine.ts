/**
 * All checks of a set-up, one after the other.
 *
 * @module
 */

import { readHome } from "../../mirror/home.ts";
import type { OpenOptions } from "../../store/open.ts";
import type { Store } from "../../store/types.ts";
import { readSettings, type Settings } from "../settings.ts";
import { strayWords } from "../stray_settings.ts";
import { deliveryLine, foreignLine, keptLine, tryRoundTrip } from "./delivery.ts";
import { type JiraDeps, jiraLines } from "./jira.ts";
import { amber, type DoctorLine, green, red } from "./line.ts";
import { lookAtService, serviceLine, type ServiceView } from "./service.ts";
import { queueLine, storeLine, type StoreTrial, tryStore } from "./store.ts";

/** What the outside gives the checks. */
export interface DoctorDeps
  extends Omit<JiraDeps, "access" | "store" | "home" | "publicUrl" | "unsigned" | "secret"> {
  readonly env: Readonly<Record<string, string>>;
  readonly openStore: (options: OpenOptions) => Promise<Store>;
  /** Whether to send the service a signed call. */
  readonly sends: boolean;
}

/** Gives a line for each check, as soon as it is known. */
export async function* examine(deps: DoctorDeps): AsyncGenerator<DoctorLine> {
  const read = readSettings(deps.env);
  const strays = strayWords(deps.env);
  for (const stray of strays) yield amber("settings", stray);
  if (!read.ok) {
    for (const problem of read.problems) yield red("settings", problem);
    return;
  }
  if (strays.length === 0) yield green("settings", "All valid.");
  const { settings } = read;
  const [service, trial] = await Promise.all([
    lookAtService(settings, deps),
    tryStore(settings.kvPath, deps),
  ]);
  try {
    yield* linesOf({ deps, settings, service, trial });
  } finally {
    if (trial.t === "works") await trial.store.close();
  }
}

async function* linesOf(
  { deps, settings, service, trial }: {
    readonly deps: DoctorDeps;
    readonly settings: Settings;
    readonly service: ServiceView;
    readonly trial: StoreTrial;
  },
): AsyncGenerator<DoctorLine> {
  yield storeLine(trial, { settings, service });
  yield queueLine(trial, { settings, service });
  yield serviceLine(service, settings);
  const { jira: access, publicUrl, unsigned } = settings;
  const store = trial.t === "works" ? trial.store : null;
  const told = service.status.t === "read" ? service.status.mirrorOf : null;
  const home = (store === null ? null : await readHome({ store, site: deps.site })) ?? told;
  const secret = settings.webhookSecrets[0] ?? null;
  yield* jiraLines({ ...deps, access, publicUrl, unsigned, secret, store, home });
  yield deliveryLine(service.status, deps.now());
  const kept = keptLine(service.status, service.at);
  if (kept !== null) yield kept;
  const foreign = foreignLine(service.status);
  if (foreign !== null) yield foreign;
  if (!deps.sends) return;
  const at = service.outside?.isOurs === true ? service.outside.url : service.at;
  yield await tryRoundTrip({ ...deps, at, secret });
}
