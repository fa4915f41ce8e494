/**
 * What `deno task tail` is told on its command line.
 *
 * @module
 */

import { parseArgs } from "node:util";
import { kindsFault } from "../lib/feed/kinds.ts";
import { type Clause, type Cursor, parseCursor, type Subscription } from "../lib/feed/protocol.ts";

/** What is printed for `--help`. */
export const USAGE = `Follows the feed of a running service.

  deno task tail [options]

  --url <address>    the service (default http://127.0.0.1:8000)
  --token <token>    default: the environment variable ADMIN_TOKEN
  --project <key>    only this project; may be given several times
  --issue <key>      only this issue; may be given several times
  --kind <kind>      only this kind: created, updated, commented …; several times
  --since <cursor>   everything after this position, as printed at the end of a run
  --json             one JSON object a line; the default when stdout is no terminal
  --help             this text

Exit codes: 0 stopped by you, 2 wrong usage, 3 the service refused this client.
`;

/** A command line that makes sense. */
export interface TailOptions {
  /** Address of the service. */
  readonly url: string;
  /** Token to say hello with. */
  readonly token: string;
  /** What to follow. */
  readonly subs: Subscription;
  /** Where to go on; `null` starts with what happens from now on. */
  readonly since: Cursor | null;
  /** JSON lines wanted, even on a terminal. */
  readonly json: boolean;
}

/** What a command line asks for. */
export type TailCommand =
  | { readonly t: "follow"; readonly options: TailOptions }
  | { readonly t: "help" }
  | { readonly t: "wrong"; readonly message: string };

/** Reads a command line. `env` is asked for `ADMIN_TOKEN` only. */
export function readTailOptions(
  args: readonly string[],
  env: (name: string) => string | undefined,
): TailCommand {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        url: { type: "string", default: "http://127.0.0.1:8000" },
        token: { type: "string" },
        project: { type: "string", multiple: true, default: [] },
        issue: { type: "string", multiple: true, default: [] },
        kind: { type: "string", multiple: true, default: [] },
        since: { type: "string" },
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
    if (values.help) return { t: "help" };
    return follow(values, values.token ?? env("ADMIN_TOKEN"));
  } catch (error) {
    return wrong(error instanceof Error ? error.message : String(error));
  }
}

function follow(
  values: {
    readonly url: string;
    readonly project: string[];
    readonly issue: string[];
    readonly kind: string[];
    readonly since?: string | undefined;
    readonly json: boolean;
  },
  token: string | undefined,
): TailCommand {
  if (!/^(https?|wss?):$/.test(URL.parse(values.url)?.protocol ?? "")) {
    return wrong(`--url ${values.url}: not an address such as http://127.0.0.1:8000`);
  }
  if (token === undefined || token === "") {
    return wrong(
      "No token: set ADMIN_TOKEN, or give --token; the service prints it when it starts",
    );
  }
  const since = values.since === undefined ? null : parseCursor(values.since);
  if (values.since !== undefined && since === null) {
    return wrong(`--since ${values.since}: not a position such as k3v9.1:42`);
  }
  const kinds = kindsFault(values.kind);
  if (kinds !== null) return wrong(`--kind: ${kinds}`);
  const clause: Clause = {
    ...(values.project.length === 0 ? {} : { projects: values.project }),
    ...(values.issue.length === 0 ? {} : { issues: values.issue }),
    ...(values.kind.length === 0 ? {} : { kinds: values.kind }),
  };
  const subs = Object.keys(clause).length === 0 ? {} : { any: [clause] };
  return { t: "follow", options: { url: values.url, token, subs, since, json: values.json } };
}

function wrong(message: string): TailCommand {
  return { t: "wrong", message };
}
