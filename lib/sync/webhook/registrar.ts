/**
 * Looks at the webhook that is registered in Jira, and changes it at an operator's word.
 *
 * @module
 */

import type { RegistrationHealth } from "../../jira/rest/check_registration.ts";
import type { WantedRegistration, Webhooks } from "../../jira/rest/registration.ts";
import { repairRegistration } from "../../jira/rest/repair_registration.ts";
import type { Stoppable } from "../../jira/rest/types.ts";
import { cannotRegister } from "../../jira/rest/wanted_registration.ts";
import { releaseLease, takeLease } from "../../store/lease.ts";
import { type AlarmDeps, clearAlarm, raiseAlarm } from "../alarms.ts";
import { type Judgement, judgeRegistrations } from "./judge_registration.ts";
import { changeRegistrationState, type RegistrationState } from "./registration_state.ts";

/** The alarm about the webhook in Jira. */
export const REGISTRATION = { code: "registration", project: null } as const;

/** How long a change may take before another one may begin, ms. */
const LEASE = 2 * 60_000;

/** What a registrar needs. */
export interface RegistrarDeps extends AlarmDeps {
  readonly newId: () => string;
  /** Finds the way in which this Jira registers webhooks. */
  readonly open: (options: Stoppable) => Promise<Webhooks>;
  /** Where Jira is to deliver. */
  readonly url: string;
  /** What Jira is to sign with; `null`: not known here. */
  readonly secret: string | null;
  /** Whether calls without a signature are worth something here. */
  readonly takesUnsigned: boolean;
}

/** The webhook as it was found. */
export interface Inspection {
  readonly webhooks: Webhooks;
  readonly wanted: WantedRegistration;
  readonly health: RegistrationHealth;
  readonly state: RegistrationState;
}

/** What an operator asks for; `jql` is left as it is unless given. */
export interface Wish extends Stoppable {
  readonly jql?: string;
}

/**
 * What came of it. `exists`: one delivers here already. `unknown`: no such registration delivers
 * here. `impossible`: it would not work. `busy`: another change is under way.
 */
export type Outcome =
  | { readonly ok: true; readonly done: readonly string[] }
  | {
    readonly ok: false;
    readonly code: "exists" | "unknown" | "impossible" | "busy";
    readonly message: string;
  };

/** Every call rejects with {@linkcode JiraError} when Jira does not do its part. */
export interface Registrar {
  /** Where Jira is to deliver. */
  readonly url: string;
  /** Looks, and raises or takes back the alarm `registration`. */
  inspect(options: Stoppable): Promise<Inspection>;
  create(wish: Wish): Promise<Outcome>;
  /** Makes the registration what it should be, and the only one. */
  repair(id: string, wish: Wish): Promise<Outcome>;
  /** Deletes one that delivers here; others are none of ours. */
  remove(id: string, options: Stoppable): Promise<Outcome>;
  /** Repairs without being asked by id; `busy` when another isolate is at it. */
  mend(options: Stoppable): Promise<Outcome>;
}

/** Makes the registrar of one isolate. */
export function createRegistrar(deps: RegistrarDeps): Registrar {
  const look = (options: Stoppable) => inspect(deps, options);

  async function make(found: Inspection, { jql, signal }: Wish): Promise<Outcome> {
    const wanted = { ...found.wanted, ...jql === undefined ? {} : { jql } };
    const message = cannotRegister(found.webhooks.kind, wanted);
    if (message !== null) return { ok: false, code: "impossible", message };
    const done = await repairRegistration(found.webhooks, { wanted, now: deps.now(), signal });
    await changeRegistrationState(deps, () => ({ jql: wanted.jql }));
    await look({ signal });
    return { ok: true, done };
  }

  return {
    url: deps.url,
    inspect: look,
    create: (wish) =>
      alone(deps, async () => {
        const found = await look(wish);
        const { ours } = found.health;
        if (ours === null) return await make(found, wish);
        const message =
          `Cannot create a webhook for ${deps.url}: ${ours.id} delivers there already`;
        return { ok: false, code: "exists", message };
      }),
    repair: (id, wish) =>
      alone(deps, async () => {
        const found = await look(wish);
        return idsOf(found.health).includes(id) ? await make(found, wish) : notOurs(deps, id);
      }),
    remove: (id, { signal }) =>
      alone(deps, async () => {
        const { webhooks, health } = await look({ signal });
        const ids = idsOf(health);
        if (!ids.includes(id)) return notOurs(deps, id);
        await webhooks.delete(id, { signal });
        // Whoever deletes the last one wants none: it must not be made again.
        if (ids.length === 1) await changeRegistrationState(deps, () => ({ jql: null }));
        await look({ signal });
        return { ok: true, done: [`Deleted ${id}`] };
      }),
    mend: ({ signal }) => alone(deps, async () => await make(await look({ signal }), { signal })),
  };
}

/** Ids of all registrations that deliver here. */
export function idsOf({ ours, copies }: RegistrationHealth): readonly string[] {
  return ours === null ? [] : [ours, ...copies].map(({ id }) => id);
}

async function inspect(deps: RegistrarDeps, { signal }: Stoppable): Promise<Inspection> {
  const webhooks = await deps.open({ signal });
  const { kind } = webhooks;
  const registrations = await webhooks.list({ signal });
  const judge = (known: RegistrationState) =>
    judgeRegistrations(registrations, { ...deps, kind, known, now: deps.now() });
  const state = await changeRegistrationState(deps, (known) => {
    const { jql, health } = judge(known);
    return { jql, ids: idsOf(health), problem: null };
  });
  const judgement = judge(state);
  await settleAlarm(deps, judgement);
  return { webhooks, wanted: judgement.wanted, health: judgement.health, state };
}

async function settleAlarm(
  deps: RegistrarDeps,
  { health, wanted, isUnasked }: Judgement,
): Promise<void> {
  if (health.findings.length === 0 || isUnasked) return await clearAlarm(deps, REGISTRATION);
  const found = health.findings.map(({ message }) => message).join(". ");
  const jql = health.findings.some(({ code }) => code === "jql")
    ? ` --jql ${JSON.stringify(wanted.jql)}`
    : "";
  const message = `The webhook in Jira: ${found}. ` +
    `The dashboard, or deno task jira webhook repair${jql}, does it`;
  await raiseAlarm(deps, { ...REGISTRATION, message });
}

/** Two at once would each create one. */
async function alone(deps: RegistrarDeps, run: () => Promise<Outcome>): Promise<Outcome> {
  const { store, site, now } = deps;
  const lease = { job: `registration ${site}`, owner: deps.newId() };
  if (!await takeLease(store, { ...lease, ttl: LEASE, now: now() })) {
    const message = "Cannot change the webhook in Jira now: another change is under way. " +
      "Try again in a minute";
    return { ok: false, code: "busy", message };
  }
  try {
    return await run();
  } finally {
    // What can't be given back now runs out by itself.
    await releaseLease(store, lease).catch(() => {});
  }
}

function notOurs({ url }: RegistrarDeps, id: string): Outcome {
  const message = `Cannot find webhook ${JSON.stringify(id.slice(0, 64))}: none of that id ` +
    `delivers to ${url}`;
  return { ok: false, code: "unknown", message };
}
