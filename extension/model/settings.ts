/**
 * What people choose. Chosen once, and carried to their other browsers by the browser itself.
 *
 * @module
 */

import * as z from "zod/mini";

/** Mutes, and follows, that a browser keeps. */
export const MOST_RULES = 100;

/** Characters of all of them: one value of `storage.sync` holds 8,192 bytes. */
export const LONGEST_RULES = 7_500;

const reasons = z.object({
  assignee: z.boolean(),
  reporter: z.boolean(),
  mention: z.boolean(),
  watching: z.boolean(),
  followed: z.boolean(),
  other: z.boolean(),
});

const place = z.object({
  /** Origin of the service. */
  server: z.url({ protocol: /^https?$/ }).check(z.maxLength(200)),
  kind: z.enum(["issue", "project"]),
  /** Id of the issue or project: keys may change. */
  id: z.string().check(z.maxLength(100)),
  /** What people call it. */
  key: z.string().check(z.maxLength(100)),
});

/** One bad place must not cost the others. */
const places = z.pipe(
  z.pipe(
    z.array(z.unknown()),
    z.transform((all) => all.filter((each) => place.safeParse(each).success)),
  ),
  z.array(place).check(z.maxLength(MOST_RULES)),
);

const time = z.string().check(z.regex(/^([01]\d|2[0-3]):[0-5]\d$/));

const quiet = z.object({
  on: z.boolean(),
  /** Local times of day, `HH:MM`; may pass midnight. */
  from: time,
  to: time,
  /** Whole days without notifications: 0 is Sunday. */
  days: z.array(z.int().check(z.minimum(0), z.maximum(6))).check(z.maxLength(7)),
});

const notify = z.object({
  on: z.boolean(),
  what: z.enum(["direct", "all"]),
  sound: z.boolean(),
});

const schema = z.object({
  reasons,
  ownChanges: z.boolean(),
  kindsOff: z.array(z.string().check(z.maxLength(40))).check(z.maxLength(40)),
  ignoredFields: z.array(z.string().check(z.maxLength(100))).check(z.maxLength(50)),
  badge: z.enum(["direct", "all", "off"]),
  notify,
  quiet,
  groupBy: z.enum(["date", "project"]),
  surface: z.enum(["popup", "panel"]),
  jiraPages: z.boolean(),
  mutes: places,
  follows: places,
});

/** All choices. */
export type Settings = z.output<typeof schema>;

/** Choices that have parts, each chosen for itself. */
type Parted = "reasons" | "notify" | "quiet";

/** Some choices, and of those that have parts some parts. */
export type SettingsChange =
  & Partial<Omit<Settings, Parted>>
  & { readonly [Name in Parted]?: Partial<Settings[Name]> };

/** An issue or project that is muted or followed. */
export type Place = z.output<typeof place>;

/** Why a change may be in the inbox; `other` is everything that has no reason. */
export type Choice = keyof Settings["reasons"];

/** The choices of somebody who made none. */
export const DEFAULTS: Settings = {
  reasons: {
    assignee: true,
    reporter: true,
    mention: true,
    watching: true,
    followed: true,
    other: false,
  },
  ownChanges: false,
  kindsOff: ["property"],
  ignoredFields: ["Rank"],
  badge: "direct",
  notify: { on: false, what: "direct", sound: false },
  quiet: { on: false, from: "19:00", to: "08:00", days: [0, 6] },
  groupBy: "date",
  surface: "popup",
  jiraPages: false,
  mutes: [],
  follows: [],
};

/** The settings after a change. What it does not name stays: another one may just have been made. */
export function changeSettings(settings: Settings, change: SettingsChange): Settings {
  const { reasons, notify, quiet, ...others } = change;
  return {
    ...settings,
    ...others,
    reasons: { ...settings.reasons, ...reasons },
    notify: { ...settings.notify, ...notify },
    quiet: { ...settings.quiet, ...quiet },
  };
}

/** Reads settings part by part: a part that is missing or of another shape gets its default. */
export function readSettings(value: unknown): Settings {
  const given = typeof value === "object" && value !== null ? value as Record<string, unknown> : {};
  const read = Object.entries(schema.shape).map(([name, part]) => {
    const fallback = DEFAULTS[name as keyof Settings];
    return [name, z.catch(part as z.ZodMiniType, fallback).parse(given[name])];
  });
  return Object.fromEntries(read) as Settings;
}
