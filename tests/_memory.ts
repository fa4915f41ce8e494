/**
 * How much memory is really in use.
 *
 * @module
 */

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/**
 * Bytes of objects and buffers that are still referred to. The size of the process tells little:
 * freed memory goes back to the system late, or never.
 */
export function bytesInUse(): number {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  if (typeof collect !== "function") throw new TypeError("The engine gives no way to collect");
  collect();
  const { heapUsed, external } = Deno.memoryUsage();
  return heapUsed + external;
}
