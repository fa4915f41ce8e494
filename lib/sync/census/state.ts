/**
 * What censuses remember: where one under way goes on, and how each project compared last.
 *
 * @module
 */

import type { Account } from "../../jira/rest/types.ts";
import { archivedIssueKey, censusKey, confirmedKey, syncStateKey } from "../../store/keys.ts";
import type { Found, Store } from "../../store/types.ts";
import type { ProjectDrift } from "../types.ts";

/** Where censuses of a site are. */
export interface CensusPlace {
  readonly store: Store;
  readonly site: string;
}

/** An operator's word that issues of a project are rightly gone. */
export interface Confirmation {
  readonly project: string;
  /** How many they were told of. */
  readonly issues: number;
  /** When they said so, by our clock, ms. */
  readonly at: number;
}

/** A census that has not come to its end. */
export interface CensusWalk {
  /** Id of the run that began it. */
  readonly id: string;
  /** When it began, on Jira's clock, ms. */
  readonly begunAt: number;
  /** Id of the last project compared; `null` before the first. */
  readonly after: string | null;
  /** What had been confirmed when it began, less what it has buried; later words are for the next one. */
  readonly confirmed: readonly Confirmation[];
}

/** What all projects together came to, at the end of a census. */
export interface CensusResult {
  /** Ids Jira had. */
  readonly total: number;
  /** Of these, in the mirror. */
  readonly agreed: number;
  /** When the project compared longest ago was compared, on Jira's clock, ms. */
  readonly asOf: number;
  /** Suspects left. */
  readonly suspects: number;
  /** Projects that could not be compared, or were held back. */
  readonly open: number;
}

/** See the module. */
export interface CensusState {
  /** When the last one began, by our clock, ms; `null` before the first. */
  readonly begunAt: number | null;
  /** `null` before the first has come to its end. */
  readonly last: CensusResult | null;
  readonly walk: CensusWalk | null;
  /** With whose eyes the mirror was last found whole; `null` before the first census. */
  readonly account: Account | null;
}

/** How a project compared last. */
export interface CensusRecord extends ProjectDrift {
  /** The census that did it. */
  readonly census: string;
  /** The run its drift was counted in. */
  readonly run: string;
  /** When its ids were compared, on Jira's clock, ms; `null` when they never were. */
  readonly comparedAt: number | null;
  /** Of the issues Jira showed, those in the mirror. */
  readonly agreed: number;
  /**
   * Of an archived project whose issues Jira shows by id all the same: the last that was read. `null`
   * where they are listed, or not shown.
   */
  readonly readTo: string | null;
}

/** A record as versions that noted less may have written it. */
type Noted = Omit<CensusRecord, "readTo"> & Partial<Pick<CensusRecord, "readTo">>;

const NOTHING: CensusState = { begunAt: null, last: null, walk: null, account: null };

/** Reads what censuses of a site remember. */
export async function readCensusState({ store, site }: CensusPlace): Promise<CensusState> {
  return (await store.get<CensusState>(censusStateKey(site))).value ?? NOTHING;
}

/** Reads how the projects compared last, by id. */
export async function readCensusRecords(
  { store, site }: CensusPlace,
): Promise<Map<string, CensusRecord>> {
  const found = await store.list<Noted>({ prefix: censusKey(site) });
  return new Map(found.map(({ value }) => [value.id, { ...value, readTo: value.readTo ?? null }]));
}

/** Reads which issues are remembered as archived, by project. */
export async function readArchivedIssues(
  { store, site }: CensusPlace,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = await store.list<string>({ prefix: archivedIssueKey(site) });
  const byProject = Map.groupBy(found, ({ value }) => value);
  const idOf = ({ key }: Found<string>) => String(key.at(-1));
  return new Map([...byProject].map(([project, some]) => [project, some.map(idOf)]));
}

/** Reads what operators have confirmed and no census has done yet. */
export async function readConfirmed({ store, site }: CensusPlace): Promise<Confirmation[]> {
  const found = await store.list<Confirmation>({ prefix: confirmedKey(site) });
  return found.map(({ value }) => value);
}

/** Where {@linkcode CensusState} lies. */
export function censusStateKey(site: string): ReturnType<typeof syncStateKey> {
  return syncStateKey(site, "census");
}
