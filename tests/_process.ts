/**
 * The service as a process of its own, as an operator or a platform starts it.
 *
 * @module
 */

import { inTime } from "./_waiting.ts";

/** How a process is started. */
export interface ProcessOptions {
  /** Arguments of `deno`, the entry point included. @default ["run", "-A", "--quiet", "main.ts"] */
  readonly args?: readonly string[];
  /** Added to this process's own environment. */
  readonly env: Readonly<Record<string, string>>;
}

/** How a process ended. */
export interface Ending {
  readonly code: number;
  readonly signal: Deno.Signal | null;
  /** From the signal to the end, ms. */
  readonly took: number;
}

/** A process that listens. */
export interface ServiceProcess extends AsyncDisposable {
  readonly url: string;
  /** Time from starting the process to listening, ms. */
  readonly startedIn: number;
  /** Everything it said on standard error. */
  said(): string;
  /**
   * Sends a signal and waits for the end; a second call gives the same ending.
   *
   * @throws {Error} With what it said, when it had ended by itself.
   */
  end(signal: Deno.Signal): Promise<Ending>;
}

const ROOT = new URL("../", import.meta.url);

/** A port for a program that has to be told one: free a moment ago. */
export function freePort(): number {
  using listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  return listener.addr.port;
}

const ADDRESS = /http:\/\/[\d.]+:\d+/;

/**
 * Starts the service and waits until it says where it listens.
 *
 * @throws {Error} With what it said, when it ends instead.
 */
export async function startProcess(options: ProcessOptions): Promise<ServiceProcess> {
  const began = performance.now();
  const process = new Deno.Command(Deno.execPath(), {
    args: [...options.args ?? ["run", "-A", "--quiet", "main.ts"]],
    cwd: ROOT,
    env: { PORT: "0", ...options.env },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  let said = "";
  const listening = Promise.withResolvers<string | null>();
  const reading = (async () => {
    for await (const chunk of process.stderr.pipeThrough(new TextDecoderStream())) {
      said += chunk;
      const address = ADDRESS.exec(said)?.[0];
      if (address !== undefined) listening.resolve(address.replace("0.0.0.0", "127.0.0.1"));
    }
    listening.resolve(null);
  })();
  const awaited = { what: "the service to listen", seen: () => said };
  const url = await inTime(listening.promise, awaited).catch((late) => {
    process.kill("SIGKILL");
    throw late;
  });
  if (url === null) {
    const { code } = await process.status;
    throw new Error(`Cannot start the service: it ended with ${code}\n${said}`);
  }
  let ending: Promise<Ending> | null = null;
  async function finish(signal: Deno.Signal): Promise<Ending> {
    const asked = performance.now();
    try {
      process.kill(signal);
    } catch (cause) {
      const { code } = await process.status;
      throw new Error(`The service ended by itself with ${code}\n${said}`, { cause });
    }
    const status = await inTime(process.status, { what: `its end by ${signal}`, seen: () => said });
    await reading;
    return { code: status.code, signal: status.signal, took: performance.now() - asked };
  }
  const end = (signal: Deno.Signal) => ending ??= finish(signal);
  return {
    url,
    startedIn: performance.now() - began,
    said: () => said,
    end,
    [Symbol.asyncDispose]: async () => void await end("SIGKILL"),
  };
}
