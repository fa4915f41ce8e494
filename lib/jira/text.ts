/**
 * Foreign text: cut to size, never inside a character and always visibly; and told apart.
 *
 * @module
 */

const MARKER = "…";
const MARKER_BYTES = 3;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * At most `max` UTF-16 units of a text, ending in `…` when something was cut off. Lone surrogates
 * become U+FFFD, so that the result survives UTF-8.
 */
export function cutChars(text: string, max: number): string {
  if (text.length <= max) return text.toWellFormed();
  const end = max - MARKER.length;
  const head = text.slice(0, isHighSurrogate(text.charCodeAt(end - 1)) ? end - 1 : end);
  return detached(encoder.encode(head));
}

/** At most `max` bytes of a text as UTF-8, ending in `…` when something was cut off. */
export function cutBytes(text: string, max: number): string {
  // A UTF-16 unit takes three bytes at most, so short texts need no counting.
  if (text.length * 3 <= max) return text.toWellFormed();
  const room = new Uint8Array(max);
  if (encoder.encodeInto(text, room).read === text.length) return text.toWellFormed();
  const { written } = encoder.encodeInto(text, room.subarray(0, max - MARKER_BYTES));
  return detached(room.subarray(0, written));
}

/** Decoded anew: a slice would keep the whole of a long text in memory for as long as it lives. */
function detached(bytes: Uint8Array): string {
  return decoder.decode(bytes) + MARKER;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

/** FNV-1a, 32 bits, without sign: enough to tell a few texts apart, or to spread names evenly. */
export function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return hash >>> 0;
}
