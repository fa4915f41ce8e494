import { deepEqual, equal, ok } from "node:assert/strict";
import { SERVER } from "../model/_samples.ts";
import { findIssue } from "./find_issue.ts";

Deno.test("findIssue() shows its token to the service alone, and waits only for a while", async () => {
  const asked: [url: string, init: RequestInit | undefined][] = [];
  const found = await findIssue(SERVER, {
    key: "DEMO-1",
    fetch: (input, init) => {
      asked.push([String(input), init]);
      return Promise.resolve(Response.json({ id: "1", key: "DEMO-1" }));
    },
    mayRead: () => Promise.resolve(true),
  });
  equal(found?.id, "1");
  deepEqual(asked.map(([url]) => url), [`${SERVER.url}/api/issues/DEMO-1`]);
  const [[, init]] = asked as [[string, RequestInit]];
  equal(new Headers(init.headers).get("authorization"), `Bearer ${SERVER.token}`);
  equal(init.redirect, "error");
  ok(init.signal);
});
