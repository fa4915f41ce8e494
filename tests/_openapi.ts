/**
 * Atlassian's OpenAPI of Jira Cloud as a judge of requests and answers. It documents `/rest/api/3`;
 * `/rest/api/2` has the same operations.
 *
 * @module
 */

import { Ajv, type ValidateFunction } from "ajv";
import addFormats from "ajv-formats";

/** A request as it was sent. */
export interface SentRequest {
  readonly method: string;
  /** With or without a context path, with or without a query. */
  readonly target: string;
  /** Parsed; `null` when there was none. */
  readonly body: unknown;
}

/** An answer to a request. */
export interface GivenAnswer {
  readonly method: string;
  readonly target: string;
  readonly status: number;
  /** Parsed; `null` when there was none. */
  readonly body: unknown;
}

/** Judges by the document. */
export interface Contract {
  /** What is wrong with a request; empty when nothing is. */
  validateRequest(request: SentRequest): string[];
  /** What is wrong with an answer; empty when nothing is. */
  validateResponse(answer: GivenAnswer): string[];
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema?: { readonly type?: string };
}

type Contents = Readonly<Record<string, { readonly schema?: unknown } | undefined>>;

interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly required?: boolean; readonly content?: Contents };
  readonly responses: Readonly<Record<string, { readonly content?: Contents } | undefined>>;
}

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

/** Path of Atlassian's document, when there is one. */
export const OPENAPI: string | undefined = Deno.env.get("BOARDCAST_OPENAPI");

/** Reads the document that `BOARDCAST_OPENAPI` names. */
export function openContract(file: string): Contract {
  const document = JSON.parse(Deno.readTextFileSync(file)) as OpenApi;
  const judge = createJudge(document);
  return {
    validateRequest: ({ method, target, body }) => {
      const found = findOperation(document, { method, target });
      if (found === null) return [`${method} ${target} is no operation`];
      const { operation, pointer } = found;
      const content = operation.requestBody?.content?.["application/json"];
      const wrongBody = content === undefined
        ? body === null ? [] : ["a body is not expected"]
        : judge(`${pointer}/requestBody/content/application~1json/schema`, body);
      return [...wrongQuery(judge, { ...found, target }), ...wrongBody];
    },
    validateResponse: ({ method, target, status, body }) => {
      const found = findOperation(document, { method, target });
      if (found === null) return [`${method} ${target} is no operation`];
      const answer = found.operation.responses[status];
      if (answer === undefined) return [`${status} is no answer of ${method} ${target}`];
      if (answer.content?.["application/json"]?.schema === undefined) return [];
      const pointer = `${found.pointer}/responses/${status}/content/application~1json/schema`;
      return judge(pointer, body);
    },
  };
}

type Judge = (pointer: string, value: unknown) => string[];

function createJudge(document: OpenApi): Judge {
  const ajv = new Ajv({ strict: false, allErrors: true, coerceTypes: false });
  addFormats.default(ajv);
  ajv.addSchema(document, "jira", undefined, false);
  const known = new Map<string, ValidateFunction>();
  return (pointer, value) => {
    const check = known.get(pointer) ?? ajv.compile({ $ref: `jira#${pointer}` });
    known.set(pointer, check);
    if (check(value)) return [];
    return (check.errors ?? []).map(({ instancePath, message, params }) =>
      `${instancePath === "" ? "the body" : instancePath} ${message} ${JSON.stringify(params)}`
    );
  };
}

interface FoundOperation {
  readonly operation: Operation;
  /** JSON pointer to it. */
  readonly pointer: string;
}

function findOperation(
  { paths }: OpenApi,
  { method, target }: { readonly method: string; readonly target: string },
): FoundOperation | null {
  const path = pathOf(target);
  // A literal path comes before one with a variable in its place.
  const templates = Object.keys(paths).filter((template) => matcher(template).test(path));
  const template = templates.sort((a, b) => a.split("{").length - b.split("{").length)[0];
  const operation = paths[template ?? ""]?.[method.toLowerCase()];
  if (operation === undefined) return null;
  const escaped = encodeURIComponent(template!.replaceAll("~", "~0").replaceAll("/", "~1"));
  return { operation, pointer: `/paths/${escaped}/${method.toLowerCase()}` };
}

function pathOf(target: string): string {
  const path = target.split("?")[0]!;
  return path.slice(Math.max(0, path.indexOf("/rest/"))).replace("/rest/api/2/", "/rest/api/3/");
}

function matcher(template: string): RegExp {
  return new RegExp(`^${template.replace(/\{[^}]*\}/g, "[^/]+")}$`);
}

function wrongQuery(
  judge: Judge,
  { operation, pointer, target }: FoundOperation & { readonly target: string },
): string[] {
  const query = new URLSearchParams(target.split("?")[1] ?? "");
  const known = new Map(
    (operation.parameters ?? []).map((parameter, at) => [parameter.name, { parameter, at }]),
  );
  const wrong: string[] = [];
  for (const name of new Set(query.keys())) {
    const found = known.get(name);
    if (found === undefined) wrong.push(`the parameter ${name} is not known`);
    else {
      const value = valueOf(query.getAll(name), found.parameter);
      wrong.push(...judge(`${pointer}/parameters/${found.at}/schema`, value));
    }
  }
  for (const { parameter } of known.values()) {
    if (parameter.required === true && parameter.in === "query" && !query.has(parameter.name)) {
      wrong.push(`the parameter ${parameter.name} is missing`);
    }
  }
  return wrong;
}

/** A query holds texts only; what they stand for is the schema's business. */
function valueOf(texts: readonly string[], { schema }: Parameter): unknown {
  if (schema?.type === "array") return texts.flatMap((text) => text.split(","));
  const [text = ""] = texts;
  if (schema?.type === "integer" || schema?.type === "number") return Number(text);
  return schema?.type === "boolean" ? text === "true" : text;
}
