/**
 * How processes of the benchmark speak to each other: in lines, over their standard streams.
 *
 * @module
 */

/** The lines of a stream, until it ends. */
export async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  let open = "";
  for await (const chunk of stream.pipeThrough(new TextDecoderStream() as TransformStream)) {
    const lines = (open + chunk).split("\n");
    open = lines.pop()!;
    yield* lines;
  }
}

/** Says something to whoever started this process: one line of JSON. */
export function say(answer: unknown): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${JSON.stringify(answer)}\n`));
}
