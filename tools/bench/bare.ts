/**
 * The least a server on Deno can do to fan out: `Deno.upgradeWebSocket` and a loop over the sockets.
 * It sends what is posted to it, a text to all before the next, and answers `hello` with `ready` so
 * that the same clients can follow it. What clients say else is read and forgotten.
 *
 * @module
 */

import { SUBPROTOCOL } from "../../lib/feed/protocol.ts";

/** Sends before the event loop gets its turn; without one nothing would leave. */
const SLICE = 1_000;

const sockets: WebSocket[] = [];

Deno.serve({
  hostname: "127.0.0.1",
  port: 0,
  onListen: ({ port }) => say(`http://127.0.0.1:${port}`),
}, async (request) => {
  if (request.method === "POST") {
    await sendAll(await request.json());
    return new Response();
  }
  const { socket, response } = Deno.upgradeWebSocket(request, { protocol: SUBPROTOCOL });
  socket.onmessage = ({ data }) => {
    if (!String(data).startsWith('{"t":"hello"')) return;
    sockets.push(socket);
    socket.send('{"t":"ready"}');
  };
  return response;
});

async function sendAll(texts: readonly string[]): Promise<void> {
  let sent = 0;
  for (const text of texts) {
    for (const socket of sockets) {
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
      if (++sent % SLICE === 0) await new Promise((resolve) => setTimeout(resolve, 0));
    }
  }
}

function say(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}
