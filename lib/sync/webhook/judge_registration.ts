/**
 * How the webhook in Jira stands to what is wanted here. Pure.
 *
 * @module
 */

import { checkRegistration, type RegistrationHealth } from "../../jira/rest/check_registration.ts";
import type { Registration, WantedRegistration, Webhooks } from "../../jira/rest/registration.ts";
import {
  type ChosenRegistration,
  wantedRegistration,
} from "../../jira/rest/wanted_registration.ts";
import type { RegistrationState } from "./registration_state.ts";

/** What registrations are judged by. */
export interface Judging extends Pick<ChosenRegistration, "url" | "secret"> {
  readonly kind: Webhooks["kind"];
  /** What is remembered from the last look. */
  readonly known: RegistrationState;
  /** Whether calls without a signature are worth something here. */
  readonly takesUnsigned: boolean;
  /** Our clock, ms. */
  readonly now: number;
}

/** How it stands. */
export interface Judgement {
  readonly wanted: WantedRegistration;
  readonly health: RegistrationHealth;
  /** Which issues are wanted from now on, as remembered; `null`: nobody asked for a webhook. */
  readonly jql: string | null;
  /** There is none, and nobody asked for one where an administrator's, which can't be seen, may do. */
  readonly isUnasked: boolean;
}

/** Judges what Jira has registered. */
export function judgeRegistrations(
  registrations: readonly Registration[],
  { kind, known, url, secret, takesUnsigned, now }: Judging,
): Judgement {
  const check = (jql: string) => {
    const wanted = wantedRegistration(kind, { url, jql, secret });
    return {
      wanted,
      health: checkRegistration(registrations, { wanted, kind, takesUnsigned, now }),
    };
  };
  const jql = wishOf(known, check("").health);
  const { wanted, health } = check(jql ?? "");
  // An app does not see what administrators registered, which may well deliver everything.
  const isUnasked = kind === "app" && health.ours === null && jql === null;
  return { wanted, health, jql, isUnasked };
}

/** One that was not there before was made on purpose: its JQL is what is wanted from now on. */
function wishOf(known: RegistrationState, { ours }: RegistrationHealth): string | null {
  if (ours === null || (known.jql !== null && known.ids.includes(ours.id))) return known.jql;
  return ours.jql;
}
