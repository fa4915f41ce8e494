/**
 * Receives webhooks over real HTTP and keeps them.
 *
 * @module
 */

/** One webhook call. */
export interface ReceivedCall {
  readonly headers: Headers;
  readonly body: Uint8Array<ArrayBuffer>;
  /** The body parsed; empty when there was none. */
  readonly json: Readonly<Record<string, unknown>>;
}

/** A receiver that listens; dispose of it to stop it. */
export interface Receiver extends AsyncDisposable {
  readonly url: string;
  readonly calls: readonly ReceivedCall[];
}

/** Starts one that answers everything with `status`. */
export function receiveWebhooks(status = 202): Receiver {
  const calls: ReceivedCall[] = [];
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    async (request) => {
      const body = await request.bytes();
      const json = body.length === 0 ? {} : JSON.parse(new TextDecoder().decode(body));
      calls.push({ headers: request.headers, body, json });
      return new Response(null, { status });
    },
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}/webhook/jira`,
    calls,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}
