import assert from "node:assert/strict";
import { MAX_ANSWER } from "../lib/jira/rest/body.ts";
import type { JiraErrorCode } from "../lib/jira/rest/types.ts";
import { clear, clientOf, SEARCH, SECRET, signal } from "./_jira_client.ts";
import { type Answer, issueBody, json, startJira } from "./_jira_server.ts";

const html = (title: string, init: ResponseInit = {}) =>
  new Response(`<!DOCTYPE html><html><head><title>${title}</title></head></html>`, {
    ...init,
    headers: { "content-type": "text/html;charset=UTF-8", ...init.headers },
  });

interface Trap {
  readonly answer: Answer;
  readonly code: JiraErrorCode;
  readonly says: readonly RegExp[];
  readonly pat?: true;
}

const TRAPS: Readonly<Record<string, Trap>> = {
  "a dead token with 200 and an empty list": {
    answer: () =>
      json({ issues: [], isLast: true }, {
        headers: { "x-seraph-loginreason": "AUTHENTICATED_FAILED" },
      }),
    code: "dead_token",
    says: [
      /did not accept the token \(200, AUTHENTICATED_FAILED\)/,
      /set JIRA_EMAIL and JIRA_API_/,
    ],
  },
  "a login that is denied": {
    answer: () =>
      json({}, { status: 403, headers: { "x-seraph-loginreason": "AUTHENTICATION_DENIED" } }),
    code: "dead_token",
    says: [/set JIRA_PAT/],
    pat: true,
  },
  "a CAPTCHA after failed logins": {
    answer: () =>
      html("Forbidden", {
        status: 403,
        headers: {
          "x-seraph-loginreason": "AUTHENTICATION_DENIED",
          "x-authentication-denied-reason": "CAPTCHA_CHALLENGE; login-url=https://x/login.jsp",
        },
      }),
    code: "dead_token",
    says: [/wants a CAPTCHA.*log in to Jira once in a browser/],
    pat: true,
  },
  "a token of another site": {
    answer: () =>
      json({ code: 401, message: "Unauthorized; scope does not match" }, { status: 401 }),
    code: "dead_token",
    says: [/answered 401: "Unauthorized; scope does not match"/, /JIRA_CLOUD_ID/],
  },
  "a right that is missing": {
    answer: () => json({ errorMessages: ["No permission to browse"] }, { status: 403 }),
    code: "forbidden",
    says: [/answered 403: "No permission to browse"/, /Give the account the right/],
  },
  "a firewall's page": {
    answer: () => html("Access denied", { status: 403 }),
    code: "not_jira",
    says: [/a web page came back \(403, titled "Access denied"\)/, /proxy, firewall or login/],
    pat: true,
  },
  "a redirect to a login page": {
    answer: () =>
      new Response(null, {
        status: 302,
        headers: { location: `https://id.example.com/login?continue=x&token=${SECRET}` },
      }),
    code: "not_jira",
    says: [
      /sends the caller on to https:\/\/id\.example\.com\/login,/,
      /a login or proxy in between.*Else: Set JIRA_BASE_URL to the site's own/,
    ],
  },
  "a redirect from http to https": {
    answer: ({ target }) =>
      new Response(null, {
        status: 301,
        headers: { location: `https://jira.example.com/ctx${target}` },
      }),
    code: "not_jira",
    says: [/Set JIRA_BASE_URL to https:\/\/jira\.example\.com\/ctx$/],
  },
  "a redirect to nowhere": {
    answer: () => new Response(null, { status: 302 }),
    code: "not_jira",
    says: [/answered 302 without saying where to/],
  },
  "a web page with 200": {
    answer: () => html("Log in - Jira"),
    code: "not_jira",
    says: [/a web page came back \(200, titled "Log in - Jira"\)/, /login in between.*Else: Set/],
  },
  "a page that says it is JSON": {
    answer: () =>
      new Response("\n<html></html>", { headers: { "content-type": "application/json" } }),
    code: "not_jira",
    says: [/a web page came back \(200\)/],
  },
  "a wrong address or context path": {
    answer: () => html("HTTP Status 404 – Not Found", { status: 404 }),
    code: "not_jira",
    says: [/404/, /with its context path, such as https:\/\/jira\.example\.com\/jira/],
    pat: true,
  },
  "a path that Jira does not know": {
    answer: () =>
      json({ message: "null for uri: /rest/api/2/x", "status-code": 404 }, { status: 404 }),
    code: "not_found",
    says: [/answered 404: "null for uri/],
  },
  "a thing that Jira says it does not have": {
    answer: () => json({ errorMessages: ["There is no such webhook."] }, { status: 404 }),
    code: "not_found",
    says: [/404: "There is no such webhook\.".*has no such thing, or this account may not see it/],
  },
  "Jira Cloud with a token for Data Center": {
    answer: () => json({ errorMessages: ["The requested API has been removed."] }, { status: 410 }),
    code: "refused",
    says: [/410: "The requested API has been removed\."/, /Jira Cloud needs JIRA_EMAIL/],
    pat: true,
  },
  "a question that Jira finds wrong": {
    answer: () =>
      json({ errorMessages: ["Field 'x' does not exist."], errors: {} }, { status: 400 }),
    code: "refused",
    says: [/answered 400: "Field 'x' does not exist\."/],
  },
  "an error that repeats the token": {
    answer: ({ headers }) =>
      new Response(`bad: ${headers.get("authorization")} ${SECRET}\n${"x".repeat(500)}`, {
        status: 400,
      }),
    code: "refused",
    says: [/bad: Basic \*\*\* \*\*\* x+…/],
  },
  "a maintenance page": {
    answer: () => html("Down for maintenance", { status: 503 }),
    code: "unavailable",
    says: [/answered 503/],
  },
  "truncated JSON": {
    answer: () => new Response('{"issues":[{"id":"1"'),
    code: "malformed",
    says: [/no whole JSON \(20 characters\)/],
  },
  "an answer without a body": {
    answer: () => new Response(null, { status: 204 }),
    code: "malformed",
    says: [/the answer is not as expected/],
  },
  "null for the answer": {
    answer: () => json(null),
    code: "malformed",
    says: [/the answer is not as expected/],
  },
  "null for the list": {
    answer: () => json({ issues: null, isLast: null, nextPageToken: null, total: null }),
    code: "malformed",
    says: [/POST \/rest\/api\/2\/search\/jql, issues is not as expected/],
  },
  "null for an issue": {
    answer: () => json({ issues: [{ id: "1" }, null] }),
    code: "malformed",
    says: [/issues\.1 is not as expected/],
  },
  "null for an issue far down a page": {
    answer: () =>
      json({ issues: [...Array.from({ length: 60 }, (_, n) => ({ id: `${n}` })), null] }),
    code: "malformed",
    says: [/issues\.60 is not as expected/],
  },
  "an issue without an id": {
    answer: () => json({ issues: [{ key: "ABC-1", id: null }] }),
    code: "malformed",
    says: [/issues\.0\.id is not as expected/],
  },
  "an answer without end": {
    answer: () => new Response("1".repeat(MAX_ANSWER + 1)),
    code: "malformed",
    says: [/longer than 32 MiB/],
  },
};

for (const [name, { answer, code, says, pat }] of Object.entries(TRAPS)) {
  Deno.test(`${name} is told as ${code}, in one clear message`, async () => {
    await using jira = startJira(answer);
    const client = clientOf(jira.url, pat === true ? { pat } : {});
    await assert.rejects(client.search(SEARCH, { signal }), clear(code, ...says));
  });
}

Deno.test("nobody's token reads as dead, though Jira answers", async () => {
  const nobodies = [
    {},
    { accountId: null, name: "", key: "" },
    { name: "anonymous" },
    // As Cloud answers a token that is dead.
    { accountId: "unknown", accountType: "unknown", displayName: "Anonymous" },
  ];
  for (const nobody of nobodies) {
    await using jira = startJira(() => json(nobody));
    await assert.rejects(
      clientOf(jira.url).myself({ signal }),
      clear("dead_token", /takes the caller for nobody/),
    );
  }
});

Deno.test("an issue without fields, or with null in all of them, is found without a snapshot", async () => {
  const whole = issueBody(3);
  const nulls = Object.fromEntries(Object.keys(whole.fields).map((name) => [name, null]));
  const issues = [{ id: "1" }, { id: "2", key: "A-2", fields: null }, { ...whole, fields: nulls }];
  await using jira = startJira(() => json({ issues, isLast: true }));
  const { value } = await clientOf(jira.url).search(SEARCH, { signal });
  assert.deepEqual(value.issues.map(({ id, snapshot }) => [id, snapshot]), [
    ["1", null],
    ["2", null],
    ["10003", null],
  ]);
});
