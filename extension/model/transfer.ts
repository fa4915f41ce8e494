/**
 * Settings as a file, to carry them to another browser or to keep them.
 *
 * @module
 */

import { readSettings, type Settings } from "./settings.ts";

const FORMAT = "boardcast-settings";

/** All settings as the text of a file. It holds no token. */
export function writeExport(settings: Settings): string {
  return `${JSON.stringify({ format: FORMAT, version: 1, settings }, null, 2)}\n`;
}

/** Reads such a file; `null` when it is none. Parts of another shape get their defaults. */
export function readExport(text: string): Settings | null {
  try {
    const file: unknown = JSON.parse(text);
    if (typeof file !== "object" || file === null || !("format" in file)) return null;
    if (file.format !== FORMAT || !("settings" in file)) return null;
    return readSettings(file.settings);
  } catch {
    return null;
  }
}
