/**
 * JSON that anybody may have sent.
 *
 * @module
 */

/** What a text holds; `null` when it is no JSON. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
