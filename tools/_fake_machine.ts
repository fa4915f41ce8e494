/**
 * A machine whose files and packages are the test's to say; packages bring a program of their name.
 *
 * @module
 */

import type { Machine } from "./browser.ts";

/** See the module. */
export class FakeMachine implements Machine {
  os = "linux";
  /** Environment variables. */
  readonly variables: Record<string, string> = {};
  /** Programs that are there. */
  readonly files = new Set<string>();
  /** What was run. */
  readonly ran: string[] = [];
  /** What was said. */
  readonly said: string[] = [];
  /** Whether packages may be installed. */
  allowed = false;
  /** Whether what is run succeeds. */
  works = true;

  env = (name: string) => this.variables[name];
  exists = (path: string) => Promise.resolve(this.files.has(path));
  mayInstall = () => Promise.resolve(this.allowed);
  say = (words: string) => void this.said.push(words);
  run = (command: string, args: readonly string[]) => {
    this.ran.push([command, ...args].join(" "));
    if (this.works && args.includes("install")) this.files.add(`/usr/bin/${args.at(-1)}`);
    return Promise.resolve(this.works);
  };
}
