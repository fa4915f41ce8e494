/**
 * Prism (`@stoplight/prism-cli`), a server that answers by an OpenAPI document: what it makes of a
 * request is nobody's opinion here. It runs under Node, from npm's cache.
 *
 * @module
 */

import { freePort } from "./_process.ts";
import { inTime } from "./_waiting.ts";

const PACKAGE = "@stoplight/prism-cli@5.16.0";

/** A running Prism. */
export interface Prism extends AsyncDisposable {
  readonly url: string;
}

/**
 * Where npx keeps the program, which it gets from npm if need be; `null` without Node or npm. It is
 * run without npx, as that does not pass signals on.
 */
export async function findPrism(): Promise<string | null> {
  try {
    const { stdout, success } = await new Deno.Command("npx", {
      args: ["-y", "-p", PACKAGE, "-c", "command -v prism"],
      stderr: "null",
    }).output();
    return success ? new TextDecoder().decode(stdout).trim() : null;
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return null;
    throw cause;
  }
}

/** Starts Prism on a document whose paths are put under `/rest/api/2`, and waits until it listens. */
export async function startPrism(
  program: string,
  { openapi }: { readonly openapi: string },
): Promise<Prism> {
  await using starting = new AsyncDisposableStack();
  const folder = await Deno.makeTempDir();
  starting.defer(() => Deno.remove(folder, { recursive: true }));
  const document = `${folder}/openapi.json`;
  const text = await Deno.readTextFile(openapi);
  await Deno.writeTextFile(document, text.replaceAll('"/rest/api/3/', '"/rest/api/2/'));
  const port = freePort();
  const process = new Deno.Command("node", {
    args: [program, "mock", "-h", "127.0.0.1", "-p", String(port), document],
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const listening = Promise.withResolvers<boolean>();
  let said = "";
  const reading = (async () => {
    for await (const chunk of process.stdout.pipeThrough(new TextDecoderStream())) {
      said += chunk;
      if (said.includes("Prism is listening")) listening.resolve(true);
    }
    listening.resolve(false);
  })();
  starting.defer(() => reading);
  starting.use(process);
  const what = "Prism to listen";
  if (!await inTime(listening.promise, { what, seen: () => said })) {
    throw new Error(`Cannot start Prism: it ended\n${said}`);
  }
  const started = starting.move();
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}
