/**
 * The service's log: one JSON object a line on standard error, without secrets or issue text.
 *
 * @module
 */

/** Writes one line. `cause` is shown by its message only. Never throws. */
export type Log = (message: string, cause?: unknown) => void;

/** Makes a log that writes through `write`, stamped by `now`. */
export function createLog(options: {
  readonly now: () => number;
  readonly write: (line: string) => void;
}): Log {
  return (message, cause) => {
    const line = { at: new Date(options.now()).toISOString(), message, ...causeOf(cause) };
    try {
      options.write(JSON.stringify(line));
    } catch {
      // Nobody reads the log any more; the work goes on all the same.
    }
  };
}

function causeOf(cause: unknown): { cause?: string } {
  if (cause === undefined) return {};
  if (!(cause instanceof Error)) return { cause: String(cause) };
  const deeper = cause.cause instanceof Error ? ` (${cause.cause.message})` : "";
  return { cause: `${cause.name}: ${cause.message}${deeper}` };
}
