import { equal } from "node:assert/strict";
import { mayAsk } from "./commands.ts";

Deno.test("mayAsk() lets pages of Jira see, follow and mute, and nothing else", () => {
  const place = { server: "s", kind: "issue", id: "1", key: "K-1" } as const;
  equal(mayAsk({ t: "visit", url: "https://jira.example/browse/K-1" }, "page"), true);
  equal(mayAsk({ t: "mute", place, on: true }, "page"), true);
  equal(mayAsk({ t: "disconnect", server: "1" }, "page"), false);
  equal(mayAsk({ t: "disconnect", server: "1" }, "extension"), true);
});
