/**
 * A server on a real socket that answers as a test tells it, in place of Jira.
 *
 * @module
 */

/** A request as it arrived. */
export interface Asked {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: Headers;
  readonly body: unknown;
}

/** Answers a request. */
export type Answer = (asked: Asked) => Response | Promise<Response>;

/** Starts a server that answers by `answer` and remembers what it was asked. */
export function startJira(answer: Answer) {
  const asked: Asked[] = [];
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, async (req) => {
    const url = new URL(req.url);
    const text = await req.text();
    const one = {
      method: req.method,
      target: url.pathname + url.search,
      headers: req.headers,
      body: text === "" ? null : JSON.parse(text) as unknown,
    };
    asked.push(one);
    return await answer(one);
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    asked,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/** JSON as Jira sends it. */
export function json(body: unknown, init: ResponseInit = {}): Response {
  return Response.json(body, init);
}

/** An issue with all that the mirror needs. */
export function issueBody(n: number, fields: Readonly<Record<string, unknown>> = {}) {
  return {
    id: String(10_000 + n),
    key: `ABC-${n}`,
    fields: {
      summary: `Issue ${n}`,
      updated: new Date(1_700_000_000_000 + n).toISOString().replace("Z", "+0000"),
      project: { id: "10", key: "ABC", name: "Abc" },
      status: { id: "1", name: "To Do", statusCategory: { key: "new" } },
      ...fields,
    },
  };
}
