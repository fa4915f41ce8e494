/**
 * Hints between the isolates of one process that a log has grown.
 *
 * @module
 */

/** Passes hints on. Any of them may be lost: they only say "look". */
export interface Wake extends Disposable {
  /** Tells the other isolates that the log of a site has grown. */
  post(site: string): void;
  /** Calls back when another isolate says so. */
  listen(heard: (site: string) => void): void;
}

const CHANNEL = "boardcast-feed";

/**
 * Makes the hints of this isolate. BroadcastChannel drops silently beyond 256 waiting messages
 * (denoland/deno, `ext/web/broadcast_channel.rs`) and never leaves the process; where the runtime
 * has none, nothing is sent or heard.
 */
export function createWake(): Wake {
  if (typeof BroadcastChannel === "undefined") return silentWake();
  const channel = new BroadcastChannel(CHANNEL);
  let open = true;
  return {
    post: (site) => {
      if (open) channel.postMessage(site);
    },
    listen: (heard) => {
      channel.onmessage = ({ data }) => {
        if (typeof data === "string") heard(data);
      };
    },
    [Symbol.dispose]: () => {
      open = false;
      channel.close();
    },
  };
}

/** Hints that reach nobody. */
export function silentWake(): Wake {
  return { post: () => {}, listen: () => {}, [Symbol.dispose]: () => {} };
}
