/**
 * Pages that look like a Jira's, at addresses the browser may look at.
 *
 * @module
 */

/** A Jira's pages, until they are disposed of. */
export interface JiraPages extends AsyncDisposable {
  readonly url: string;
}

const PAGE = `<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<title>Jira</title>
<main><h1>An issue</h1></main>`;

/** Serves the same page at every address, as Jira's own router takes over from there. */
export function serveJiraPages(): JiraPages {
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    () => new Response(PAGE, { headers: { "content-type": "text/html; charset=utf-8" } }),
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}
