/**
 * Joins a server-side WebSocket to a session.
 *
 * @module
 */

import type { Hub } from "./hub.ts";
import type { Caller, Link } from "./session.ts";

/** Longest close reason a WebSocket frame can carry, in bytes (RFC 6455 §5.5). */
const REASON_BYTES = 123;

/** A socket just upgraded. */
export interface Accepted {
  readonly socket: WebSocket;
  readonly caller: Caller;
  /** Why it is closed at once; `null` when it is welcome. */
  readonly refusal: { readonly code: number; readonly reason: string } | null;
}

/** Hands a socket to the hub for as long as it lives. */
export function acceptSocket(hub: Hub, { socket, caller, refusal }: Accepted): void {
  const take = () => {
    const session = hub.open(linkOf(socket), caller);
    if (refusal !== null) session.end(refusal.code, refusal.reason);
    socket.onmessage = ({ data }) => session.receive(data);
    // An error is always followed by a close.
    socket.onerror = (event) => event.preventDefault();
    socket.onclose = () => session.gone();
  };
  if (socket.readyState === WebSocket.OPEN) take();
  else socket.onopen = take;
}

/** Sends and closes only while the socket is open: anything else throws. */
function linkOf(socket: WebSocket): Link {
  const isOpen = () => socket.readyState === WebSocket.OPEN;
  return {
    send: (text) => {
      if (isOpen()) socket.send(text);
    },
    buffered: () => socket.bufferedAmount,
    close: (code, reason) => {
      if (isOpen()) socket.close(code, cut(reason));
    },
  };
}

/** Cuts at a whole character. */
function cut(reason: string): string {
  const bytes = new TextEncoder().encode(reason);
  if (bytes.length <= REASON_BYTES) return reason;
  return new TextDecoder().decode(bytes.subarray(0, REASON_BYTES)).replace(/\uFFFD+$/, "");
}
