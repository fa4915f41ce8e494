/**
 * Words for whoever started the program.
 *
 * @module
 */

/** Writes a line to standard output or error. Never throws: nobody may be reading it. */
export type Say = (line: string) => void;

/** Makes a {@linkcode Say} of a stream such as `Deno.stderr`. */
export function sayTo(stream: { writeSync(bytes: Uint8Array): number }): Say {
  const encoder = new TextEncoder();
  return (line) => {
    try {
      stream.writeSync(encoder.encode(`${line}\n`));
    } catch {
      // The reader has gone; there is nobody left to tell.
    }
  };
}
