/**
 * Watches that what is compared, and what delivers, is the Jira whose issues the store holds.
 *
 * @module
 */

import { plainAddress } from "../../jira/address.ts";
import { JiraError, type JiraReader, type Stoppable } from "../../jira/rest/types.ts";
import {
  changeHome,
  type Home,
  identityOf,
  isOfHome,
  isSameJira,
  type JiraIdentity,
  readHome,
  withFound,
} from "../../mirror/home.ts";
import { firstIdAt } from "../../store/ids.ts";
import { type AlarmDeps, clearAlarm, raiseAlarm } from "../alarms.ts";

/** How long a Jira is taken for what it said that it was, ms: an address may come to lead elsewhere. */
const PROVED_FOR = 60 * 60_000;

/** How long after the last delivery of another Jira nobody needs to look any more, ms. */
const OVER_AFTER = 24 * 60 * 60_000;

const OTHER = { code: "other_jira", project: null };
const FOREIGN = { code: "foreign_webhooks", project: null };

/** A delivery that was set aside. */
export interface ForeignDelivery {
  /** ULID of when it was. */
  readonly id: string;
  readonly address: string | null;
}

/** Who can say which Jira it is. */
export type Asked = Pick<JiraReader, "serverInfo">;

/** What watching needs. */
export interface HomeDeps extends AlarmDeps {
  readonly newId: () => string;
  /** Whether the settings lead to a Jira at all. */
  readonly asksJira: boolean;
  readonly log: (message: string, cause?: unknown) => void;
  /** Deliveries of other Jiras, as the inbox keeps them. */
  readonly foreign: {
    /** The last one; `null` when there is none. */
    readonly newest: () => Promise<ForeignDelivery | null>;
    /** Whether any names this address. */
    readonly names: (address: string) => Promise<boolean>;
    /** Has those applied that `isOurs` is true of. */
    readonly revive: (isOurs: (address: string | null) => boolean) => Promise<number>;
  };
}

/** Watches for one site and isolate. */
export interface HomeWatch {
  /** The Jira that the store's issues are of; `null` while none has answered yet. */
  read(): Promise<Home | null>;
  /** Whether a webhook whose body names `address` may be of that Jira, as far as this isolate knows. */
  isOurs(address: string | null): boolean;
  /** A delivery of another Jira was set aside. */
  heardForeign(address: string | null): void;
  /**
   * Makes sure that `jira`, of this isolate's settings, is that one; the first that answers becomes it.
   *
   * @throws {JiraError} `other_jira` when it is another one, or why it can't be told.
   */
  prove(jira: Asked, options: Stoppable): Promise<void>;
  /** Learns what other isolates know, and looks after the alarms; never rejects. */
  look(): Promise<void>;
  /** An operator's word that an address is of that same Jira; `false`: nobody asks about it. */
  accept(jira: string): Promise<boolean>;
}

/** Makes the watch of one isolate, which knows `home` already. */
export function watchHome(deps: HomeDeps, home: Home | null): HomeWatch {
  const { now } = deps;
  const told = new Set<string | null>();
  const reviver = createReviver(deps.foreign);
  let known = home;
  let found: JiraIdentity | null = null;
  let provedAt = -Infinity;
  let isQuiet = false;

  async function learn(next: Home | null): Promise<void> {
    known = next;
    await reviver.reviveFor(next);
  }

  async function prove(jira: Asked, { signal }: Stoppable): Promise<void> {
    if (found === null || Math.abs(now() - provedAt) >= PROVED_FOR) {
      found = identityOf(await jira.serverInfo({ signal }));
      provedAt = now();
    }
    const asked = found;
    const next = await changeHome(deps, (there) => {
      if (there === null) return { ...asked, other: null };
      return isSameJira(there, asked) ? withFound(there, asked) : { ...there, other: asked };
    });
    await learn(next);
    if (next === null || next.other === null) {
      if (!isQuiet) await clearAlarm(deps, OTHER);
      isQuiet = true;
      return;
    }
    isQuiet = false;
    // It may be another one the next time: an address was corrected, or a site renamed.
    provedAt = -Infinity;
    const message = otherWords(next, asked);
    await raiseAlarm(deps, { ...OTHER, message, jira: asked.url });
    throw new JiraError("other_jira", message);
  }

  async function lookNow(): Promise<void> {
    await learn(await (deps.asksJira ? readHome(deps) : changeHome(deps, withoutOther)));
    // Whoever raised an alarm may be gone.
    if (known === null || known.other === null) await clearAlarm(deps, OTHER);
    const newest = await deps.foreign.newest();
    const isOver = newest === null || newest.id < firstIdAt(now() - OVER_AFTER);
    const address = newest?.address ?? null;
    if (isOver || known === null || address === null) return await clearAlarm(deps, FOREIGN);
    await raiseAlarm(deps, { ...FOREIGN, message: foreignWords(known, address), jira: address });
  }

  return {
    read: () => readHome(deps),
    isOurs: (address) => isOfHome(known, address),
    heardForeign: (address) => {
      // It was on its way aside while its address was learned: it is looked for once more.
      if (isOfHome(known, address)) reviver.lookAgain();
      if (told.has(address) || known === null) return;
      told.add(address);
      deps.log(foreignWords(known, address ?? "an unnamed Jira"));
    },
    prove,
    look: async () => {
      try {
        await lookNow();
      } catch (cause) {
        deps.log("Cannot look after webhooks of other Jiras: will try again", cause);
      }
    },
    accept: async (jira) => {
      const address = plainAddress(jira) ?? plainAddress(`https://${jira}`);
      const there = await readHome(deps);
      if (there === null || address === null) return false;
      const { other } = there;
      const isOther = other !== null && plainAddress(other.url) === address;
      if (!isOther && !await deps.foreign.names(address)) return false;
      await learn(
        await changeHome(deps, (home) => home === null ? null : accepted(home, { other, address })),
      );
      await clearAlarm(deps, isOther ? OTHER : FOREIGN);
      return true;
    },
  };
}

/** Has deliveries that lie aside applied once it is known that they are ours: once for each home. */
function createReviver({ revive }: Pick<HomeDeps["foreign"], "revive">) {
  /** What was known when they were last looked through. */
  let revivedFor: Home | null | undefined;
  return {
    reviveFor: async (home: Home | null): Promise<void> => {
      if (revivedFor !== undefined && revivedFor?.writer === home?.writer) return;
      revivedFor = home;
      try {
        await revive((address) => isOfHome(home, address));
      } catch (cause) {
        revivedFor = undefined;
        throw cause;
      }
    },
    lookAgain: () => void (revivedFor = undefined),
  };
}

/** Nobody asks another one any more. */
function withoutOther(home: Home | null): Home | null {
  return home === null || home.other === null ? home : { ...home, other: null };
}

function accepted(
  home: Home,
  { other, address }: { readonly other: JiraIdentity | null; readonly address: string },
): Omit<Home, "writer"> {
  return other !== null && plainAddress(other.url) === address
    ? withFound(home, other)
    : { ...home, addresses: [...new Set([...home.addresses, address])] };
}

function otherWords(home: Home, { url }: JiraIdentity): string {
  return `Cannot compare with Jira: the store holds the issues of ${home.url}, and the settings lead ` +
    `to ${url}. Nothing of it was taken. If that is the same Jira under a new address, accept it on ` +
    "the dashboard or by POST /api/sync/accept; else correct JIRA_BASE_URL or JIRA_CLOUD_ID, or give " +
    "the other Jira a store of its own (KV_PATH)";
}

function foreignWords({ url }: Home, address: string): string {
  return `Webhooks of ${address} come here, and the store holds the issues of ${url}: they are kept, and ` +
    "not applied. If that is another address of the same Jira, accept it on the dashboard or by " +
    "POST /api/sync/accept; else delete the webhook there";
}
