/**
 * What `deno task doctor` is told on its command line.
 *
 * @module
 */

import { parseArgs } from "node:util";

/** What is printed for `--help`. */
export const USAGE = `Checks the set-up, line by line, and says what to do.

  deno task doctor [--send] [--json]

  --send   also sends the service a signed call, which it recognises and forgets
  --json   prints one JSON object in place of lines
  --help   this text

It reads the same settings as the service, and should run where the service runs. With ADMIN_TOKEN
it asks the running service, too. Nothing is changed: in a store that no process has open, a key is
written and removed again.

Each line is green (well), amber (look at it, or nothing could be said) or red (mend it).
Exit codes: 0 nothing red, 1 something red, 2 wrong usage.
`;

/** What a command line asks for. */
export type DoctorCommand =
  | { readonly t: "examine"; readonly sends: boolean; readonly json: boolean }
  | { readonly t: "help" }
  | { readonly t: "wrong"; readonly message: string };

/** Reads a command line. */
export function readDoctorOptions(args: readonly string[]): DoctorCommand {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        send: { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
    return values.help ? { t: "help" } : { t: "examine", sends: values.send, json: values.json };
  } catch (error) {
    return { t: "wrong", message: error instanceof Error ? error.message : String(error) };
  }
}
