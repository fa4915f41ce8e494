import { equal } from "node:assert/strict";
import { addressOfBody, plainAddress } from "./address.ts";

const SAME = [
  ["https://Example.Atlassian.net/", "example.atlassian.net"],
  ["http://example.atlassian.net", "example.atlassian.net"],
  ["https://jira.example.com:8443/Jira//", "jira.example.com:8443/jira"],
  ["https://jira.example.com:443", "jira.example.com"],
] as const;

for (const [url, plain] of SAME) {
  Deno.test(`plainAddress() of ${url} is ${plain}`, () => equal(plainAddress(url), plain));
}

Deno.test("plainAddress() of what is no address is none", () => {
  for (const url of ["", "jira", "file:///x"]) equal(plainAddress(url), null, url);
});

const BODIES = [
  [{ issue: { self: "https://a.example/rest/api/2/issue/1" } }, "a.example"],
  [{ issue: { self: "https://a.example/jira/rest/api/2/1" } }, "a.example/jira"],
  [
    { issue: {}, comment: { self: "http://b.example:8080/rest/api/2/issue/1/comment/2" } },
    "b.example:8080",
  ],
  [{ sprint: { self: "https://c.example/rest/agile/1.0/sprint/1" } }, "c.example"],
  [
    {
      issue: { self: "https://a.example/rest/api/2/1" },
      user: { self: "https://b.example/rest/api/2/u" },
    },
    "a.example",
  ],
  [{ issueLink: { id: 1, sourceIssueId: 2, destinationIssueId: 3 } }, null],
  [{ issue: { self: "not a link" } }, null],
  [{ issue: { self: "/rest/api/2/issue/1" } }, null],
  [{ issue: { self: 7 } }, null],
  [{ issue: "text" }, null],
] as const;

for (const [body, address] of BODIES) {
  Deno.test(`addressOfBody() of ${JSON.stringify(body)} is ${address}`, () => {
    equal(addressOfBody(body), address);
  });
}
