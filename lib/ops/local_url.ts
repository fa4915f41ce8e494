/**
 * Where a browser on this machine finds what listens.
 *
 * @module
 */

/** The address for what listens on `port` of `hostname`, whatever it listens on. */
export function localUrl(
  { hostname, port }: { readonly hostname: string; readonly port: number },
): string {
  const host = { "0.0.0.0": "127.0.0.1", "::": "::1" }[hostname] ?? hostname;
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}
