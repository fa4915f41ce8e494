/**
 * Cuts JQL into tokens.
 *
 * @module
 */

/** A piece of JQL. `at` is the position of its first character, from 0. */
export interface Token {
  /** `word`: bare text; `string`: text in quotes; `symbol`: an operator, bracket or comma. */
  readonly kind: "word" | "string" | "symbol" | "end";
  readonly text: string;
  readonly at: number;
}

/** JQL that Jira refuses; the message is worded as Jira words it. */
export class JqlError extends Error {
  override readonly name = "JqlError";
}

const SYMBOLS = [">=", "<=", "!=", "!~", "=", ">", "<", "~", "(", ")", ","] as const;
const RESERVED = /[+*;:?#@{}[\]|&^%$!\\/`]/;
const WORD = /[^\s"'=<>~(),]/;

/**
 * The tokens of a query, an `end` last.
 *
 * @throws {JqlError} When a quote isn't closed or a reserved character isn't quoted.
 */
export function tokenize(jql: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < jql.length) {
    if (/\s/.test(jql[at]!)) {
      at += 1;
      continue;
    }
    const token = readToken(jql, at);
    tokens.push(token);
    at += token.kind === "string" ? token.text.length + 2 : token.text.length;
  }
  tokens.push({ kind: "end", text: "", at: jql.length });
  return tokens;
}

/** Where a token stands, as Jira's messages say it. */
export function placeOf(token: Token): string {
  return `(line 1, character ${token.at + 1})`;
}

function readToken(jql: string, at: number): Token {
  const first = jql[at]!;
  if (first === '"' || first === "'") return readString(jql, at);
  const symbol = SYMBOLS.find((it) => jql.startsWith(it, at));
  if (symbol !== undefined) return { kind: "symbol", text: symbol, at };
  let end = at;
  while (end < jql.length && WORD.test(jql[end]!)) refuseReserved(jql, end++);
  return { kind: "word", text: jql.slice(at, end), at };
}

function readString(jql: string, at: number): Token {
  const end = jql.indexOf(jql[at]!, at + 1);
  if (end < 0) {
    throw new JqlError(
      `Error in the JQL Query: The quoted string '${jql.slice(at + 1)}' has not been completed. ` +
        `(line 1, character ${at + 1})`,
    );
  }
  return { kind: "string", text: jql.slice(at + 1, end), at };
}

function refuseReserved(jql: string, at: number): void {
  const character = jql[at]!;
  if (!RESERVED.test(character)) return;
  const escape = `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  throw new JqlError(
    `Error in the JQL Query: The character '${character}' is a reserved JQL character. You must ` +
      `enclose it in a string or use the escape '${escape}' instead. (line 1, character ${at + 1})`,
  );
}
