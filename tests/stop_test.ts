import { equal, ok } from "node:assert/strict";
import { startProcess } from "./_process.ts";
import { bytes } from "./_raw_http.ts";

Deno.test("a body that never comes to its end keeps a service that stops from nothing", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const path = `${folder}/data.sqlite`;
    await using service = await startProcess({ env: { KV_PATH: path } });
    using sender = await Deno.connect({
      hostname: "127.0.0.1",
      port: Number(new URL(service.url).port),
    });
    await sender.write(bytes([
      "POST /webhook/jira HTTP/1.1",
      "Host: service",
      `X-Hub-Signature: sha256=${"0".repeat(64)}`,
      "Content-Length: 9",
      "Expect: 100-continue",
      "\r\n",
    ].join("\r\n")));
    // The service asks for the body once it reads it.
    const answer = new Uint8Array(100);
    const size = await sender.read(answer);
    ok(new TextDecoder().decode(answer.subarray(0, size ?? 0)).startsWith("HTTP/1.1 100"));
    const { code, took } = await service.end("SIGTERM");
    equal(code, 0);
    ok(took < 5_000, `it took ${took} ms`);
    // SQLite removes its log when the database is closed, and only then.
    const left = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
    equal(left.includes("data.sqlite-wal"), false, left.join(", "));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
