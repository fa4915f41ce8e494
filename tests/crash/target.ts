/**
 * The address that stays while the processes behind it come and go.
 *
 * @module
 */

/** Where calls go: to the service that runs, or to the next one as soon as it does. */
export interface Target {
  /** A service listens at `url` now; `null`: none does. */
  set(url: string | null): void;
  /**
   * Like `fetch`, to whatever service runs, keeping path and query; waits for one. A call under way
   * when the service dies fails as it would over a network.
   */
  readonly fetch: typeof fetch;
}

/** Makes a {@linkcode Target} with nothing behind it. */
export function createTarget(): Target {
  let up = Promise.withResolvers<string>();
  function set(url: string | null): void {
    if (url === null) up = Promise.withResolvers();
    else up.resolve(url);
  }
  async function call(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
    const { pathname, search } = new URL(input instanceof Request ? input.url : input);
    const base = await up.promise;
    return await fetch(new URL(pathname + search, base), init);
  }
  return { set, fetch: call };
}
