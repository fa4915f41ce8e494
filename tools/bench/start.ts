/**
 * How operators start the service, so that what is measured is what they run.
 *
 * @module
 */

/** What of `deno.json` is read. */
interface Config {
  readonly tasks: { readonly start: { readonly command: string } };
}

/**
 * The options with which `deno task start` runs `main.ts`, those every process here has left out.
 *
 * @throws {Error} When the task runs it in another way.
 */
export function startFlags({ tasks: { start } }: Config): string[] {
  const flags = /deno run (.*)\bmain\.ts$/.exec(start.command)?.[1];
  if (flags === undefined) {
    throw new Error(`Cannot tell how the service is started: the task is "${start.command}"`);
  }
  return flags.split(" ").filter((flag) => flag !== "" && flag !== "-A");
}
