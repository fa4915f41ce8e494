/**
 * Makes a test for issues of a parsed query.
 *
 * `id`, `key` and `issue` are one field in Jira. With `>` and the like Jira looks the issue up and
 * compares the numbers of keys within its project, so `id > 10001` finds nothing in other projects,
 * and nothing at all when there is no such issue (atlassian-jira, `IssueIdClauseQueryFactory`).
 *
 * @module
 */

import type { SimIssue, SimProject } from "../model.ts";
import { type DateContext, readJqlDate } from "./jql_dates.ts";
import type { JqlClause, JqlOperator, JqlQuery, JqlTerm, JqlValue } from "./jql_parse.ts";
import { JqlError } from "./jql_tokens.ts";
import { type IndexedIssue, keyNumber } from "./search_index.ts";

/** What a query may refer to. */
export interface MatchContext extends DateContext {
  /** Projects the account may see. */
  readonly projects: readonly SimProject[];
  /** What the index rounds times down to, ms. */
  readonly resolution: number;
  /** An issue the account may see. */
  readonly find: (idOrKey: string) => SimIssue | undefined;
  /** Told of an issue that isn't there; Data Center refuses such a query, Cloud finds nothing. */
  readonly onMissing: (message: string) => void;
}

/** Tests an issue. */
export type Match = (it: IndexedIssue) => boolean;

/** A query made ready. */
export interface Matcher {
  readonly matches: Match;
  /** The only project whose issues can match, by key. */
  readonly project: string | null;
  /** No issue older than this matches; `-Infinity` when any may. */
  readonly least: { readonly updated: number; readonly created: number };
}

/** Makes the test. @throws {JqlError} When a value doesn't exist or can't be read. */
export function createMatcher(query: JqlQuery, context: MatchContext): Matcher {
  const required = requiredTerms(query.where);
  return {
    matches: query.where === null ? () => true : matchClause(query.where, context),
    project: onlyProject(required, context),
    least: {
      updated: leastOf(required, { field: "updated", context }),
      created: leastOf(required, { field: "created", context }),
    },
  };
}

function leastOf(
  required: readonly JqlTerm[],
  options: { field: "updated" | "created"; context: MatchContext },
): number {
  const lower = required.filter(({ field, operator }) =>
    field === options.field && isLower(operator)
  );
  return Math.max(-Infinity, ...lower.map((term) => instantsOf(term, options.context)[0]!));
}

/** The instants of a term, at the resolution of the index. */
function instantsOf(term: JqlTerm, context: MatchContext): number[] {
  return term.values.map((value) => {
    const instant = readJqlDate(value, { ...context, field: term.name });
    return instant - instant % context.resolution;
  });
}

function isLower(operator: JqlOperator): boolean {
  return operator === ">" || operator === ">=" || operator === "=";
}

function matchClause(clause: JqlClause, context: MatchContext): Match {
  if (clause.kind === "term") return matchTerm(clause, context);
  const parts = clause.clauses.map((it) => matchClause(it, context));
  return clause.kind === "and"
    ? (it) => parts.every((part) => part(it))
    : (it) => parts.some((part) => part(it));
}

function matchTerm(term: JqlTerm, context: MatchContext): Match {
  switch (term.field) {
    case "updated":
    case "created":
      return matchDate(term, context);
    case "project":
      return matchProject(term, context);
    case "issue":
      return matchIssue(term, context);
  }
}

function matchDate(term: JqlTerm, context: MatchContext): Match {
  const field = term.field as "updated" | "created";
  const instants = instantsOf(term, context);
  const [instant] = instants as [number];
  if (term.operator === "in") return (it) => instants.includes(it[field]);
  if (term.operator === "not in") return (it) => !instants.includes(it[field]);
  const holds = comparison(term.operator);
  return (it) => holds(it[field], instant);
}

function matchProject(term: JqlTerm, context: MatchContext): Match {
  const { operator } = term;
  if (operator !== "=" && operator !== "!=" && operator !== "in" && operator !== "not in") {
    throw new JqlError(`The operator '${operator}' is not supported by the '${term.name}' field.`);
  }
  const keys = new Set(term.values.map((value) => projectOf(value, { term, context }).key));
  return operator === "=" || operator === "in"
    ? ({ project }) => keys.has(project)
    : ({ project }) => !keys.has(project);
}

function projectOf(
  value: JqlValue,
  options: { term: JqlTerm; context: MatchContext },
): SimProject {
  const { term, context } = options;
  const text = value.text.toLowerCase();
  const project = context.projects.find(({ id, key, name }) =>
    id === text || key.toLowerCase() === text || name.toLowerCase() === text
  );
  if (project !== undefined) return project;
  throw new JqlError(
    /^\d+$/.test(text)
      ? `A value with ID '${value.text}' does not exist for the field '${term.name}'.`
      : `The value '${value.text}' does not exist for the field '${term.name}'.`,
  );
}

function matchIssue(term: JqlTerm, context: MatchContext): Match {
  const issues = term.values.flatMap((value) => issueOf(value, { term, context }) ?? []);
  const ids = new Set(issues.map(({ id }) => id));
  switch (term.operator) {
    case "=":
    case "in":
      return ({ issue }) => ids.has(issue.id);
    case "!=":
    case "not in":
      return ({ issue }) => !ids.has(issue.id);
    default:
      return matchNumber(issues[0], comparison(term.operator));
  }
}

function issueOf(
  value: JqlValue,
  options: { term: JqlTerm; context: MatchContext },
): SimIssue | undefined {
  const { term, context } = options;
  const issue = context.find(value.text);
  if (issue === undefined) {
    context.onMissing(
      /^\d+$/.test(value.text)
        ? `A value with ID '${value.text}' does not exist for the field '${term.name}'.`
        : `An issue with key '${value.text}' does not exist for field '${term.name}'.`,
    );
  }
  return issue;
}

function matchNumber(
  issue: SimIssue | undefined,
  holds: (a: number, b: number) => boolean,
): Match {
  if (issue === undefined) return () => false;
  const project = issue.project.key;
  const number = keyNumber(issue);
  return (it) => it.project === project && holds(it.number, number);
}

function comparison(
  operator: Exclude<JqlOperator, "in" | "not in">,
): (a: number, b: number) => boolean {
  switch (operator) {
    case "=":
      return (a, b) => a === b;
    case "!=":
      return (a, b) => a !== b;
    case ">":
      return (a, b) => a > b;
    case ">=":
      return (a, b) => a >= b;
    case "<":
      return (a, b) => a < b;
    case "<=":
      return (a, b) => a <= b;
  }
}

/** Terms that must hold for any issue to match. */
function requiredTerms(clause: JqlClause | null): readonly JqlTerm[] {
  if (clause === null) return [];
  if (clause.kind === "term") return [clause];
  return clause.kind === "and" ? clause.clauses.flatMap(requiredTerms) : [];
}

function onlyProject(required: readonly JqlTerm[], context: MatchContext): string | null {
  const term = required.find(({ field, operator, values }) =>
    field === "project" && (operator === "=" || operator === "in") && values.length === 1
  );
  return term === undefined ? null : projectOf(term.values[0]!, { term, context }).key;
}
