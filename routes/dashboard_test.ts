import { deepEqual, equal, match, ok } from "node:assert/strict";
import { dashboardRoutes } from "./dashboard.ts";

async function built(): Promise<{ readonly url: URL } & AsyncDisposable> {
  const path = await Deno.makeTempDir();
  const url = new URL(`file://${path}/`);
  await Deno.writeTextFile(new URL("index.html", url), "<!DOCTYPE html><title>Page</title>");
  await Deno.writeTextFile(new URL("app-ABCD1234.js", url), "1");
  await Deno.writeTextFile(new URL("app-ABCD1234.css", url), "a{}");
  await Deno.writeTextFile(new URL("some_chunk-ABCD1234.js", url), "2");
  await Deno.writeTextFile(new URL("favicon.svg", url), "<svg/>");
  return { url, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

Deno.test("dashboardRoutes() serves the page with headers that let only its own files run", async () => {
  await using assets = await built();
  const response = await dashboardRoutes({ assets: assets.url }).request("/");
  equal(response.status, 200);
  match(await response.text(), /<title>Page/);
  const policy = response.headers.get("content-security-policy") ?? "";
  for (const none of ["default-src", "base-uri", "form-action", "frame-ancestors"]) {
    ok(policy.split("; ").includes(`${none} 'none'`), none);
  }
  ok(!policy.includes("unsafe"));
  equal(response.headers.get("x-content-type-options"), "nosniff");
  equal(response.headers.get("referrer-policy"), "no-referrer");
  equal(response.headers.get("cache-control"), "no-cache");
});

Deno.test("dashboardRoutes() lets hashed files be kept for ever, and no others", async () => {
  await using assets = await built();
  const app = dashboardRoutes({ assets: assets.url });
  for (
    const [path, type] of [
      ["/assets/app-ABCD1234.js", "text/javascript; charset=utf-8"],
      ["/assets/app-ABCD1234.css", "text/css; charset=utf-8"],
      ["/assets/some_chunk-ABCD1234.js", "text/javascript; charset=utf-8"],
    ] as const
  ) {
    const response = await app.request(path);
    equal(response.headers.get("content-type"), type);
    match(response.headers.get("cache-control") ?? "", /immutable/);
    await response.body?.cancel();
  }
  const icon = await app.request("/favicon.svg");
  equal(icon.headers.get("content-type"), "image/svg+xml");
  equal(icon.headers.get("cache-control"), "no-cache");
  await icon.body?.cancel();
});

Deno.test("dashboardRoutes() answers 304 to a browser that has the file, weak tag or not", async () => {
  await using assets = await built();
  const app = dashboardRoutes({ assets: assets.url });
  const first = await app.request("/");
  await first.body?.cancel();
  const etag = first.headers.get("etag") ?? "";
  for (const known of [etag, `W/${etag}`, `"other", ${etag}`]) {
    const again = await app.request("/", { headers: { "if-none-match": known } });
    equal(again.status, 304);
    equal(await again.text(), "");
  }
  const changed = await app.request("/", { headers: { "if-none-match": '"other"' } });
  equal(changed.status, 200);
  await changed.body?.cancel();
});

Deno.test("dashboardRoutes() says what to do when the dashboard is not built", async () => {
  const app = dashboardRoutes({ assets: new URL("file:///nowhere/at/all/") });
  const response = await app.request("/");
  equal(response.status, 503);
  match(await response.text(), /deno task build/);
});

Deno.test("dashboardRoutes() serves nothing but the dashboard's files", async () => {
  await using assets = await built();
  await Deno.writeTextFile(new URL("secret.txt", assets.url), "secret");
  const app = dashboardRoutes({ assets: assets.url });
  const statuses = [];
  for (
    const path of [
      "/secret.txt",
      "/index.html",
      "/assets/app-MISSING1.js",
      "/assets/..%2Findex.html",
      "/..%2Fsecret.txt",
    ]
  ) {
    const response = await app.request(path);
    statuses.push(response.status);
    await response.body?.cancel();
  }
  deepEqual(statuses, [404, 404, 404, 404, 404]);
});
