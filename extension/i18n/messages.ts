/// <reference types="@types/chrome" />
/**
 * The messages of `_locales`, by id. Ids are checked against the English ones when types are.
 *
 * @module
 */

// deno-lint-ignore verbatim-module-syntax -- a type import may carry no attributes, without which it is no JSON
import english from "../_locales/en/messages.json" with { type: "json" };

/** Name of a message. */
export type MessageId = keyof typeof english;

/** Gives a message in the browser's language, with its placeholders filled in order. */
export type Translate = (id: MessageId, ...values: readonly string[]) => string;

/** Messages that depend on a number: each has a form `_one` and a form `_other`. */
export type CountId = {
  [Id in MessageId]: Id extends `${infer Base}_other`
    ? `${Base}_one` extends MessageId ? Base : never
    : never;
}[MessageId];

/** The browser's own translation. */
export function chromeTranslate(id: MessageId, ...values: readonly string[]): string {
  return chrome.i18n.getMessage(id, [...values]) || id;
}
