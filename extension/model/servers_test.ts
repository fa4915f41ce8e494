import { deepEqual } from "node:assert/strict";
import { connected, item, SERVER, taking } from "./_samples.ts";
import { addServer, removeServer } from "./servers.ts";
import { apply } from "./state.ts";

Deno.test("addServer() renews the token of a known service; removeServer() forgets all of one", () => {
  const state = taking(connected(), [item(1)]);
  const given = { url: SERVER.url, token: "new", name: "Other", jiraUrl: null };
  const renewed = apply(state, addServer(state, given)).servers;
  deepEqual(renewed, [{ ...SERVER, token: "new" }]);
  const two = apply(state, addServer(state, { ...given, url: "https://b.example.com" }));
  deepEqual(two.servers.map(({ id }) => id), ["1", "2"]);
  const left = apply(two, removeServer(two, "1"));
  deepEqual([left.servers.length, left.entries.size, left.tasks.size, left.heads.size], [
    1,
    0,
    0,
    0,
  ]);
});
