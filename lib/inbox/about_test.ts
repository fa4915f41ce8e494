import { deepEqual } from "node:assert/strict";
import { decodeEvent } from "../jira/event.ts";
import { ABOUT_NOTHING, aboutOf } from "./about.ts";

const ISSUE = {
  id: "10001",
  key: "ABC-1",
  fields: {
    summary: "s",
    updated: "2026-01-02T10:00:00.000+0000",
    project: { id: "1", key: "ABC", name: "Abc" },
    status: { id: "1", name: "To Do" },
  },
};

Deno.test("aboutOf() names issue and project of a whole issue, and of a hint", () => {
  for (const webhookEvent of ["jira:issue_updated", "comment_created"]) {
    const event = decodeEvent({ webhookEvent, issue: ISSUE, comment: { id: "5" } });
    deepEqual(aboutOf(event), { issue: "ABC-1", project: "ABC" }, webhookEvent);
  }
});

Deno.test("aboutOf() names an issue without a key by its id", () => {
  const event = decodeEvent({ webhookEvent: "worklog_created", worklog: { issueId: "10001" } });
  deepEqual(aboutOf(event), { issue: "10001", project: null });
});

Deno.test("aboutOf() says nothing of what can't be read, or tells of no issue", () => {
  deepEqual(aboutOf(null), ABOUT_NOTHING);
  deepEqual(aboutOf(decodeEvent({ webhookEvent: "user_created" })), ABOUT_NOTHING);
});
