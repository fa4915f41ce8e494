/**
 * The dashboard's files, as `tools/build.ts` left them.
 *
 * @module
 */

import { Hono } from "hono";
import { etagOf, isKnown } from "./answers.ts";

/** What the dashboard's routes need. */
export interface DashboardDeps {
  /** Folder of the built dashboard. */
  readonly assets: URL;
}

/** Names esbuild gives: their hash makes them good for ever. */
const HASHED = /^[a-z_]+-[A-Z0-9]{8}\.(js|css)$/;

const TYPES: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  svg: "image/svg+xml",
};

/** Only what the page itself brings may run, show or be called. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const MISSING = `<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Boardcast</title>
<h1>The dashboard is not built yet</h1>
<p>Run <code>deno task build</code>, then reload this page. The service itself is running.</p>
`;

/** Mounts `/`, `/favicon.svg` and the bundle. Files are read when they are asked for. */
export function dashboardRoutes({ assets }: DashboardDeps): Hono {
  const app = new Hono();
  app.get("/", (c) => serve(c.req.raw, new URL("index.html", assets)));
  app.get("/favicon.svg", (c) => serve(c.req.raw, new URL("favicon.svg", assets)));
  app.get("/assets/:file{[a-z_]+-[A-Z0-9]+\\.(?:js|css)}", (c) => {
    return serve(c.req.raw, new URL(c.req.param("file"), assets));
  });
  return app;
}

async function serve(req: Request, file: URL): Promise<Response> {
  const name = file.pathname.split("/").at(-1) ?? "";
  const bytes = await read(file);
  if (bytes === null) return name === "index.html" ? missing() : gone();
  const etag = etagOf(bytes);
  const headers = headersOf(name, etag);
  if (isKnown(req.headers, etag)) return new Response(null, { status: 304, headers });
  return new Response(bytes, { headers });
}

function headersOf(name: string, etag: string): Headers {
  return new Headers({
    "content-type": TYPES[name.split(".").at(-1) ?? ""] ?? "application/octet-stream",
    "cache-control": HASHED.test(name) ? "public, max-age=31536000, immutable" : "no-cache",
    etag,
    ...safety(),
  });
}

function safety(): Record<string, string> {
  return {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
  };
}

async function read(file: URL): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    return await Deno.readFile(file);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

function missing(): Response {
  const headers = { "content-type": TYPES.html!, "cache-control": "no-store", ...safety() };
  return new Response(MISSING, { status: 503, headers });
}

/** A page from before the last build asks for its old bundle. */
function gone(): Response {
  return new Response("There is no such file.", { status: 404, headers: safety() });
}
