/**
 * Whether the store takes what it is given, and which queue comes with it.
 *
 * @module
 */

import { answered, SILENT } from "../../store/answered.ts";
import { trialKey } from "../../store/keys.ts";
import type { OpenOptions } from "../../store/open.ts";
import { type Store, StoreError } from "../../store/types.ts";
import type { Settings } from "../settings.ts";
import { amber, type DoctorLine, green, red } from "./line.ts";
import type { ServiceView } from "./service.ts";

/** What trying the store needs. */
export interface TrialDeps {
  readonly openStore: (options: OpenOptions) => Promise<Store>;
  readonly newId: () => string;
  /** Longest time for it, ms. */
  readonly patience: number;
}

/** What became of the trial. `in_use`: another process has the file. */
export type StoreTrial =
  | { readonly t: "works"; readonly store: Store }
  | { readonly t: "in_use"; readonly message: string }
  | { readonly t: "broken"; readonly message: string };

/** Opens the store, writes, reads and removes a key. The caller closes a store that works. */
export async function tryStore(path: string | null, deps: TrialDeps): Promise<StoreTrial> {
  const trial = await answered(openAndWrite(path, deps), deps.patience);
  if (trial !== SILENT) return trial;
  const message = `The store at ${path} does not answer within ${deps.patience / 1000} s. ` +
    "Look whether its server runs and is reached from here, or set KV_PATH";
  return { t: "broken", message };
}

async function openAndWrite(path: string | null, deps: TrialDeps): Promise<StoreTrial> {
  let store: Store | null = null;
  try {
    store = await deps.openStore({ path });
    await writeAndRead(store, deps.newId());
    return { t: "works", store };
  } catch (cause) {
    await store?.close();
    if (!(cause instanceof StoreError)) throw cause;
    return { t: cause.code === "in_use" ? "in_use" : "broken", message: cause.message };
  }
}

async function writeAndRead(store: Store, id: string): Promise<void> {
  const key = trialKey(id);
  const mine = (there: unknown) => there === id;
  await store.commit({ sets: [{ key, value: id }] }, { key, mine });
  const { value } = await store.get<string>(key);
  await store.commit({ deletes: [key] }, { key, mine: () => false });
  if (value === id) return;
  throw new StoreError("damaged", "Cannot read back what was just stored: choose another KV_PATH");
}

/** What to say of the store. */
export function storeLine(
  trial: StoreTrial,
  { settings, service }: { readonly settings: Settings; readonly service: ServiceView },
): DoctorLine {
  if (trial.t === "broken") return red("store", trial.message);
  if (trial.t === "in_use") return inUse(trial.message, service);
  const { backend } = trial.store;
  if (backend === "memory") {
    return amber("store", "In memory: all of it goes with the process. Set KV_PATH to a file");
  }
  const where = settings.kvPath === null ? "the platform's database" : settings.kvPath;
  return green("store", `${where} takes, gives back and removes (${backend}).`);
}

function inUse(message: string, { at, isReady }: ServiceView): DoctorLine {
  if (at === null) return red("store", message);
  return isReady
    ? green("store", `The service at ${at} has it open and is ready, so it was not tried here.`)
    : red(
      "store",
      `The service at ${at} has it open, but is not ready: its store does not answer or takes ` +
        "nothing, or it is starting or stopping. Look at its log and at the disk",
    );
}

/** What to say of the queue. */
export function queueLine(
  trial: StoreTrial,
  { settings, service }: { readonly settings: Settings; readonly service: ServiceView },
): DoctorLine {
  if (service.status.t === "read") {
    return green("queue", `${service.status.queue}, as the service says.`);
  }
  if (trial.t !== "works") {
    return amber("queue", "Not known without the store: set ADMIN_TOKEN to ask the service.");
  }
  const native = settings.queue === "native" ||
    settings.queue === "auto" && trial.store.listen !== null;
  return native
    ? green("queue", "native: Deno KV's own.")
    : green("queue", "polled: a watched key, a timer and a look every 10 s.");
}
