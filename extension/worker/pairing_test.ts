import { equal } from "node:assert/strict";
import { writePairing } from "../../lib/ui/pairing.ts";
import { takePairing } from "./pairing.ts";

const code = writePairing({ url: "https://b.example.com", token: "t", jiraUrl: null });

Deno.test("takePairing() takes a code of a page for the site of that page only", () => {
  equal(takePairing({ code }, "https://b.example.com")?.token, "t");
  equal(takePairing({ code }, "https://evil.example.com"), null);
  equal(takePairing({ code }, undefined), null);
});

Deno.test("takePairing() takes nothing else", () => {
  for (const message of [null, "code", {}, { code: 1 }, { code: "boardcast-" }]) {
    equal(takePairing(message, "https://b.example.com"), null);
  }
});
