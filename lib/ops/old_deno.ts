/**
 * Whether the runtime has what the service uses.
 *
 * @module
 */

/** The first version that starts it: `Uint8Array.prototype.toHex` came with it. */
const OLDEST = [2, 5] as const;

/** What to tell whoever runs a Deno that is too old; `null` when it is not. */
export function tooOld(version: string): string | null {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [oldestMajor, oldestMinor] = OLDEST;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return null;
  return `Cannot start: this is Deno ${version}, and ${OLDEST.join(".")} or later is needed. ` +
    "Run deno upgrade, or put npx -y deno@2.9.6 in place of deno.";
}
