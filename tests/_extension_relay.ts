/**
 * A network between a browser and a service, which can be cut.
 *
 * @module
 */

/** The network, until it is disposed of. */
export interface Relay extends AsyncDisposable {
  /** Where the service is reached through it. */
  readonly url: string;
  /** How many connections there ever were, and are. */
  connections(): { readonly ever: number; readonly now: number };
  /** Ends every connection, and accepts none. */
  cut(): void;
  /** Works again. */
  mend(): void;
}

/** Passes every connection on to a service. */
export function relayTo(target: string): Relay {
  const { hostname, port } = new URL(target);
  const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const open = new Set<Deno.Conn>();
  const clients = new Set<Deno.Conn>();
  let ever = 0;
  let isCut = false;
  const serving = (async () => {
    for await (const client of listener) {
      if (isCut) client.close();
      else void pass(client);
    }
  })();

  async function pass(client: Deno.Conn): Promise<void> {
    const pair = [client];
    ever++;
    open.add(client);
    clients.add(client);
    try {
      const service = await Deno.connect({ hostname, port: Number(port) });
      pair.push(service);
      open.add(service);
      await Promise.all([
        client.readable.pipeTo(service.writable),
        service.readable.pipeTo(client.writable),
      ]);
    } catch {
      // The service is restarting, or the network was cut: both sides are let go of.
    }
    for (const end of pair) release(end);
    clients.delete(client);
  }

  function release(end: Deno.Conn): void {
    if (!open.delete(end)) return;
    try {
      end.close();
    } catch {
      // Its stream has closed it already.
    }
  }

  return {
    url: `http://127.0.0.1:${listener.addr.port}`,
    connections: () => ({ ever, now: clients.size }),
    cut() {
      isCut = true;
      for (const end of [...open]) release(end);
    },
    mend: () => isCut = false,
    async [Symbol.asyncDispose]() {
      this.cut();
      listener.close();
      await serving;
    },
  };
}
