/**
 * What `deno task doctor` finds: a line for each check.
 *
 * @module
 */

/** `green`: well. `amber`: works, but look at it, or nothing could be said. `red`: mend it. */
export type Level = "green" | "amber" | "red";

/** What is checked, in this order. */
export type Check =
  | "settings"
  | "store"
  | "queue"
  | "service"
  | "jira"
  | "token"
  | "projects"
  | "clock"
  | "webhook"
  | "delivery"
  | "kept"
  | "other Jira"
  | "round trip";

/** The outcome of a check. */
export interface DoctorLine {
  readonly check: Check;
  readonly level: Level;
  /** What was found and, unless it is well, what to do: whole sentences. */
  readonly message: string;
}

/** All is well. */
export function green(check: Check, message: string): DoctorLine {
  return line("green", { check, message });
}

/** Somebody should look, or nothing could be said. */
export function amber(check: Check, message: string): DoctorLine {
  return line("amber", { check, message });
}

/** Something does not work. */
export function red(check: Check, message: string): DoctorLine {
  return line("red", { check, message });
}

/** What other rooms say has no full stop at its end. */
function line(level: Level, { check, message }: Omit<DoctorLine, "level">): DoctorLine {
  return { check, level, message: /[.!?]$/.test(message) ? message : `${message}.` };
}
