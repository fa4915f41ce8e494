import { deepEqual } from "node:assert/strict";
import { SERVER } from "./_samples.ts";
import { DEFAULTS } from "./settings.ts";
import { subscriptionOf } from "./subscription.ts";

Deno.test("subscriptionOf() asks for little when little is wanted, and for all when it must", () => {
  const narrow = { ...DEFAULTS, reasons: { ...DEFAULTS.reasons, watching: false } };
  const follows = [{ server: SERVER.url, kind: "project", id: "10", key: "DEMO" } as const];
  deepEqual(subscriptionOf(SERVER, DEFAULTS), { me: ["me"] });
  deepEqual(subscriptionOf({ ...SERVER, me: [] }, narrow), {});
  deepEqual(subscriptionOf(SERVER, { ...narrow, follows }), {
    me: ["me"],
    any: [{ roles: ["assignee", "reporter", "mention"] }, { projects: ["10"] }],
  });
});
