/**
 * Translates as browsers do, from the files in `_locales`.
 *
 * @module
 */

import type { Translate } from "./messages.ts";
import { createWords, type Words } from "./words.ts";

/** Messages of one language, as the file holds them. */
export type Messages = Readonly<
  Record<string, {
    readonly message: string;
    readonly description?: string;
    readonly placeholders?: Readonly<Record<string, { readonly content: string }>>;
  }>
>;

/** Languages there are. */
export const LANGUAGES = ["en", "de", "zh_CN"] as const;

/** Reads the messages of a language. */
export function readMessages(language: typeof LANGUAGES[number]): Messages {
  const file = new URL(`../_locales/${language}/messages.json`, import.meta.url);
  return JSON.parse(Deno.readTextFileSync(file));
}

/** The words of a language. */
export function wordsIn(language: typeof LANGUAGES[number]): Words {
  const messages = readMessages(language);
  const translate: Translate = (id, ...values) => {
    const { message, placeholders = {} } = messages[id]!;
    return message.replace(/\$(\w+)\$/g, (_, name: string) => {
      const { content } = placeholders[name.toLowerCase()]!;
      return values[Number(content.slice(1)) - 1] ?? "";
    });
  };
  return createWords(translate);
}
