/**
 * What the feed client takes from the runtime: sockets, clock, chance.
 *
 * @module
 */

/** The part of a WebSocket the client uses. */
export interface FeedSocket {
  /** Sends one text message. */
  send(text: string): void;
  /** Starts the closing handshake; 1000 or 3000–4999. */
  close(code?: number): void;
  /** Hears `open`, `message` and `close` until the signal is aborted. */
  addEventListener(
    type: string,
    // deno-lint-ignore no-explicit-any -- the event types of runtimes differ
    listener: (event: any) => void,
    options?: { readonly signal?: AbortSignal },
  ): void;
}

/** What the client takes from the runtime; each defaults to the global of that name. */
export interface FeedRuntime {
  /** Starts a connection; throws when the address is no good. */
  readonly openSocket: (url: string, protocol: string) => FeedSocket;
  /** Ms since 1970. */
  readonly now: () => number;
  /** Numbers in [0, 1). */
  readonly random: () => number;
  /** Calls back once after `delay` ms; answers with what cancels it. */
  readonly after: (delay: number, callback: () => void) => () => void;
}

/** The runtime this is running on. */
export function globalRuntime(): FeedRuntime {
  return {
    openSocket: (url, protocol) => new WebSocket(url, protocol),
    now: () => Date.now(),
    random: () => Math.random(),
    after: (delay, callback) => {
      const timer = setTimeout(callback, delay);
      return () => clearTimeout(timer);
    },
  };
}
