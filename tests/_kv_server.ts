/**
 * A real `denokv` server, for tests of nodes that share a store over KV Connect.
 *
 * @module
 */

import { freePort } from "./_process.ts";
import { eventually } from "./_waiting.ts";

/** A server that answers. */
export interface KvServer {
  readonly url: string;
  readonly token: string;
  stop(): Promise<void>;
}

/** Starts a server whose data lies in `folder`, and waits until it answers. */
export async function startKvServer(program: string, folder: string): Promise<KvServer> {
  const token = "a-kv-token-only-for-tests";
  const port = freePort();
  const process = new Deno.Command(program, {
    args: [
      "--sqlite-path",
      `${folder}/denokv.sqlite`,
      "serve",
      "--addr",
      `127.0.0.1:${port}`,
      "--access-token",
      token,
    ],
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  const stop = async () => {
    process.kill("SIGKILL");
    await process.status;
  };
  await answers(port).catch(async (cause) => {
    await stop();
    throw cause;
  });
  return { url: `http://127.0.0.1:${port}`, token, stop };
}

async function answers(port: number): Promise<void> {
  await eventually(async () => {
    try {
      using _connection = await Deno.connect({ port, hostname: "127.0.0.1" });
      return "it answers";
    } catch (cause) {
      return cause;
    }
  }, (found) => found === "it answers");
}
