/**
 * Dates in JQL. Written out they have a resolution of a minute and are read in the searching
 * account's time zone; a bare number is milliseconds since 1970; `-15m` counts back from now.
 *
 * @module
 */

import type { JqlValue } from "./jql_parse.ts";
import { JqlError } from "./jql_tokens.ts";
import { instantIn } from "./zones.ts";

/** When and where a date is read. */
export interface DateContext {
  /** Jira's clock, ms. */
  readonly now: number;
  /** IANA zone of the account. */
  readonly zone: string;
}

const UNITS: Readonly<Record<string, number>> = {
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};
const WRITTEN = /^(\d{4})([-/])(\d{1,2})\2(\d{1,2})(?: (\d{1,2}):(\d{2}))?$/;
const PERIOD = /^([+-]?)((?:\d+[mhdw] ?)+)$/;

/** The instant a value means, in ms. @throws {JqlError} When Jira can't read it. */
export function readJqlDate(
  value: JqlValue,
  options: DateContext & { field: string },
): number {
  const { now, zone, field } = options;
  const { text, quoted } = value;
  if (!quoted && /^\d+$/.test(text)) return Number(text);
  const period = PERIOD.exec(text.trim());
  if (period !== null) return now + (period[1] === "-" ? -1 : 1) * lengthOf(period[2]!);
  const local = readWritten(text);
  if (local !== null) return instantIn(zone, local);
  throw new JqlError(
    `Date value '${text}' for field '${field}' is invalid. Valid formats include: ` +
      `'yyyy/MM/dd HH:mm', 'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd', or a period format ` +
      `e.g. '-5d', '4w 2d'.`,
  );
}

function lengthOf(period: string): number {
  return [...period.matchAll(/(\d+)([mhdw])/g)]
    .reduce((sum, [, count, unit]) => sum + Number(count) * UNITS[unit!]!, 0);
}

/** The date as if it were in UTC; `null` when it isn't one, as the 30th of February. */
function readWritten(text: string): number | null {
  const match = WRITTEN.exec(text);
  if (match === null) return null;
  const [year, month, day, hour, minute] = [1, 3, 4, 5, 6].map((at) => Number(match[at] ?? 0));
  const local = Date.UTC(year!, month! - 1, day, hour, minute);
  const back = new Date(local);
  const same = back.getUTCMonth() === month! - 1 && back.getUTCDate() === day &&
    back.getUTCHours() === hour;
  return same ? local : null;
}
