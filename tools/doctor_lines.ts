/**
 * How `deno task doctor` shows what it found.
 *
 * @module
 */

import type { DoctorLine, Level } from "../lib/ops/doctor/line.ts";

/** What the terminal can do. */
export interface Screen {
  /** Characters a line holds; `null`: any number, as in a pipe. */
  readonly columns: number | null;
  readonly colours: boolean;
}

/** Signs, words and colours (ANSI SGR codes): each tells the level alone. */
const LEVELS: Readonly<Record<Level, readonly [sign: string, colour: number]>> = {
  green: ["✓", 32],
  amber: ["!", 33],
  red: ["✗", 31],
};

const LEVEL_WIDTH = "✓ green".length;
const CHECK_WIDTH = "round trip".length;
const INDENT = LEVEL_WIDTH + 2 + CHECK_WIDTH + 2;

/** Room below which wrapping makes a column that nobody can read. */
const NARROWEST = 20;

/** A check and what it found, wrapped beside the name of the check. */
export function doctorText({ check, level, message }: DoctorLine, screen: Screen): string {
  const [sign, colour] = LEVELS[level];
  const mark = `${sign} ${level}`.padEnd(LEVEL_WIDTH);
  const room = screen.columns === null ? Infinity : screen.columns - INDENT;
  const text = room < NARROWEST ? message : wrap(message, room).join(`\n${" ".repeat(INDENT)}`);
  const painted = screen.colours ? `\x1b[${colour}m${mark}\x1b[0m` : mark;
  return `${painted}  ${check.padEnd(CHECK_WIDTH)}  ${text}`;
}

/** How many lines there are of each level. */
export function doctorSum(lines: readonly DoctorLine[]): string {
  const count = (level: Level) => lines.filter((line) => line.level === level).length;
  return `${count("red")} red, ${count("amber")} amber, ${count("green")} green`;
}

/** The same for programs: one JSON object. */
export function doctorJson(lines: readonly DoctorLine[]): string {
  return JSON.stringify({ ok: !hasRed(lines), lines }, null, 2);
}

/** Whether something must be mended. */
export function hasRed(lines: readonly DoctorLine[]): boolean {
  return lines.some(({ level }) => level === "red");
}

function wrap(text: string, room: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > room) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
