/**
 * Whose address a call comes from.
 *
 * @module
 */

/** Longest spelling of an IPv6 address; what is longer is none. */
const LONGEST_ADDRESS = 45;

/**
 * The caller's address. `X-Forwarded-For` counts only as far as trusted proxies wrote it: read from
 * its end, the first address that isn't one of them.
 */
export function clientAddress(
  request: { readonly headers: Headers; readonly peer: string },
  trustedProxies: readonly string[],
): string {
  const peer = bareAddress(request.peer);
  if (!trustedProxies.includes(peer)) return peer;
  const hops = (request.headers.get("x-forwarded-for") ?? "").split(",").map(bareAddress);
  return hops.findLast((hop) => hop !== "" && !trustedProxies.includes(hop)) ?? peer;
}

/**
 * Whom failures of an address are counted against: itself, or for IPv6 its /64, which is what one
 * household or server has to choose addresses from.
 */
export function failureKey(address: string): string {
  if (!address.includes(":")) return address;
  const [head = "", tail] = address.split("%")[0]!.split("::");
  const groups = head === "" ? [] : head.split(":");
  const rest = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - groups.length - rest.length);
  const all = [...groups, ...Array.from({ length: zeros }, () => "0"), ...rest];
  return `${all.slice(0, 4).map((group) => group.replace(/^0+(?=.)/, "")).join(":")}::/64`;
}

/**
 * An address without what changes from one connection to the next: the port that some proxies add,
 * brackets, and the prefix by which a socket for both versions of IP shows a caller over IPv4.
 */
function bareAddress(text: string): string {
  const address = text.trim().toLowerCase();
  const bare = /^\[([^\]]*)\](?::\d+)?$/.exec(address)?.[1] ??
    /^([\d.]+):\d+$/.exec(address)?.[1] ?? address;
  return bare.replace(/^::ffff:(?=[\d.]+$)/, "").slice(0, LONGEST_ADDRESS);
}
