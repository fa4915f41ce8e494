import { equal } from "node:assert/strict";
import { writePairing } from "../../lib/ui/pairing.ts";
import { type Asker, takePairing } from "./pairing.ts";

const code = writePairing({ url: "https://b.example.com", token: "t", jiraUrl: null });
const ASKER: Asker = { origin: "https://b.example.com", frameId: 0, tab: { active: true } };

Deno.test("takePairing() takes a code of a page for the site of that page only", () => {
  equal(takePairing({ code }, ASKER)?.token, "t");
  equal(takePairing({ code }, { ...ASKER, origin: "https://evil.example.com" }), null);
  equal(takePairing({ code }, {}), null);
});

Deno.test("takePairing() hears nothing of pages out of sight, nor of what is embedded in others", () => {
  equal(takePairing({ code }, { ...ASKER, tab: { active: false } }), null);
  equal(takePairing({ code }, { ...ASKER, frameId: 3 }), null);
});

Deno.test("takePairing() takes nothing else", () => {
  for (const message of [null, "code", {}, { code: 1 }, { code: "boardcast-" }]) {
    equal(takePairing(message, ASKER), null);
  }
});
