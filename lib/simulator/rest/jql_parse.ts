/**
 * Parses the part of JQL that finds issues by id, key, project and time. Messages are worded as Jira
 * words them; what Jira knows and this does not is refused as an unknown field.
 *
 * @module
 */

import { JqlError, placeOf, type Token, tokenize } from "./jql_tokens.ts";

/** The fields that can be asked for. In Jira `id`, `key`, `issue` and `issuekey` are one field. */
export type JqlField = "issue" | "project" | "updated" | "created";

/** How a field is compared. */
export type JqlOperator = "=" | "!=" | ">" | ">=" | "<" | "<=" | "in" | "not in";

/** A value; bare digits are a number to Jira, the same in quotes are not. */
export interface JqlValue {
  readonly text: string;
  readonly quoted: boolean;
}

/** One comparison. */
export interface JqlTerm {
  readonly kind: "term";
  readonly field: JqlField;
  /** The field as it was written. */
  readonly name: string;
  readonly operator: JqlOperator;
  readonly values: readonly JqlValue[];
}

/** A condition. */
export type JqlClause = JqlTerm | {
  readonly kind: "and" | "or";
  readonly clauses: readonly JqlClause[];
};

/** One field of `ORDER BY`. */
export interface JqlSort {
  readonly field: JqlField;
  readonly descending: boolean;
}

/** A query; `where` is `null` when there is no condition. */
export interface JqlQuery {
  readonly where: JqlClause | null;
  readonly order: readonly JqlSort[];
}

const FIELDS: Readonly<Record<string, JqlField>> = {
  id: "issue",
  key: "issue",
  issue: "issue",
  issuekey: "issue",
  project: "project",
  updated: "updated",
  updateddate: "updated",
  created: "created",
  createddate: "created",
};
const COMPARISONS = new Set(["=", "!=", ">", ">=", "<", "<="]);
const OPERATORS = "The valid operators are '=', '!=', '<', '>', '<=', '>=', '~', '!~', 'IN', " +
  "'NOT IN', 'IS' and 'IS NOT'.";
/** Most fields in one `ORDER BY`, by Atlassian's documentation of search/jql. */
const MOST_SORTS = 7;

/** Parses a query. @throws {JqlError} When Jira would refuse it. */
export function parseJql(jql: string): JqlQuery {
  return new Parser(tokenize(jql)).query();
}

class Parser {
  readonly #tokens: readonly Token[];
  #next = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  query(): JqlQuery {
    const where = this.#isWord("order") || this.#peek().kind === "end" ? null : this.#either();
    const order = this.#order();
    const rest = this.#peek();
    if (rest.kind !== "end") {
      throw syntax(`Expecting either 'OR' or 'AND' but got '${rest.text}'. ${placeOf(rest)}`);
    }
    return { where, order };
  }

  #either(): JqlClause {
    return this.#joined("or", () => this.#joined("and", () => this.#single()));
  }

  #joined(kind: "and" | "or", part: () => JqlClause): JqlClause {
    const first = part();
    if (!this.#isWord(kind)) return first;
    const clauses = [first];
    while (this.#skipWord(kind)) clauses.push(part());
    return { kind, clauses };
  }

  #single(): JqlClause {
    if (!this.#skipSymbol("(")) return this.#term();
    const inside = this.#either();
    if (!this.#skipSymbol(")")) throw unexpected("Expecting ')'", this.#peek());
    return inside;
  }

  #term(): JqlTerm {
    const name = this.#take();
    if (name.kind === "end" || name.kind === "symbol") throw unexpected("Expecting a field", name);
    const operator = this.#operator();
    const field = fieldOf(name.text);
    const values = operator === "in" || operator === "not in" ? this.#list() : [this.#value()];
    return { kind: "term", field, name: name.text, operator, values };
  }

  #operator(): JqlOperator {
    const token = this.#take();
    if (token.kind === "symbol" && COMPARISONS.has(token.text)) return token.text as JqlOperator;
    const word = token.kind === "word" ? token.text.toLowerCase() : "";
    if (word === "in") return "in";
    if (word === "not" && this.#skipWord("in")) return "not in";
    if (token.kind === "end") {
      throw syntax(`Expecting operator before the end of the query. ${OPERATORS}`);
    }
    throw syntax(`Expecting operator but got '${token.text}'. ${OPERATORS} ${placeOf(token)}`);
  }

  #list(): JqlValue[] {
    if (!this.#skipSymbol("(")) throw unexpected("Expecting '('", this.#peek());
    const values = [this.#value()];
    while (this.#skipSymbol(",")) values.push(this.#value());
    if (!this.#skipSymbol(")")) throw unexpected("Expecting either ',' or ')'", this.#peek());
    return values;
  }

  #value(): JqlValue {
    const token = this.#take();
    if (token.kind === "word" || token.kind === "string") {
      if (this.#peek().text === "(") {
        throw new JqlError(`Unable to find JQL function '${token.text}()'.`);
      }
      return { text: token.text, quoted: token.kind === "string" };
    }
    throw unexpected("Expecting either a value, list or function", token);
  }

  #order(): JqlSort[] {
    if (!this.#skipWord("order")) return [];
    if (!this.#skipWord("by")) throw unexpected("Expecting 'by'", this.#peek());
    const sorts = [this.#sort()];
    while (this.#skipSymbol(",")) sorts.push(this.#sort());
    if (sorts.length > MOST_SORTS) {
      throw new JqlError(`The maximum number of ORDER BY fields is ${MOST_SORTS}.`);
    }
    return sorts;
  }

  #sort(): JqlSort {
    const name = this.#take();
    if (name.kind === "end" || name.kind === "symbol") throw unexpected("Expecting a field", name);
    const field = fieldOf(name.text);
    const descending = this.#skipWord("desc");
    if (!descending) this.#skipWord("asc");
    return { field, descending };
  }

  #peek(): Token {
    return this.#tokens[this.#next]!;
  }

  #take(): Token {
    const token = this.#peek();
    if (token.kind !== "end") this.#next += 1;
    return token;
  }

  #isWord(word: string): boolean {
    const { kind, text } = this.#peek();
    return kind === "word" && text.toLowerCase() === word;
  }

  #skipWord(word: string): boolean {
    if (!this.#isWord(word)) return false;
    this.#next += 1;
    return true;
  }

  #skipSymbol(symbol: string): boolean {
    const { kind, text } = this.#peek();
    if (kind !== "symbol" || text !== symbol) return false;
    this.#next += 1;
    return true;
  }
}

function fieldOf(name: string): JqlField {
  const field = FIELDS[name.toLowerCase()];
  if (field !== undefined) return field;
  throw new JqlError(
    `Field '${name}' does not exist or you do not have permission to view it.`,
  );
}

function unexpected(expecting: string, token: Token): JqlError {
  return syntax(
    token.kind === "end"
      ? `${expecting} before the end of the query.`
      : `${expecting} but got '${token.text}'. ${placeOf(token)}`,
  );
}

function syntax(message: string): JqlError {
  return new JqlError(`Error in the JQL Query: ${message}`);
}
