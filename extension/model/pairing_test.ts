import { deepEqual, equal, match } from "node:assert/strict";
import { readPairing, writePairing } from "../../lib/ui/pairing.ts";
import { readAddress, readJiraUrl, serverOfCode } from "./pairing.ts";

Deno.test("readAddress() takes https, and http on this machine only", () => {
  deepEqual(readAddress(" boardcast.example.com/ "), {
    ok: true,
    url: "https://boardcast.example.com",
  });
  deepEqual(readAddress("http://localhost:8000/x"), { ok: true, url: "http://localhost:8000" });
  deepEqual(readAddress("http://example.com"), { ok: false, why: "insecure" });
  for (const text of ["", "not an address", "ftp://example.com"]) {
    deepEqual(readAddress(text), { ok: false, why: "unreadable" });
  }
});

Deno.test("a pairing code survives copying, and anything else is none", () => {
  const pairing = { url: "https://b.example.com", token: "töken?/+", jiraUrl: null };
  const code = writePairing(pairing);
  match(code, /^boardcast-[A-Za-z0-9_-]+$/);
  deepEqual(readPairing(` ${code}\n`), pairing);
  for (const text of ["", "boardcast-", "boardcast-####", code.slice(0, -9)]) {
    equal(readPairing(text), null);
  }
  equal(serverOfCode(writePairing({ ...pairing, url: "http://example.com" })), null);
});

Deno.test("readJiraUrl() takes an address with its path, and nothing that is no page", () => {
  equal(readJiraUrl(" https://example.com/jira/?x#y "), "https://example.com/jira");
  for (const text of ["", "jira.example.com", "javascript:alert(1)//", "chrome://settings", 7]) {
    equal(readJiraUrl(text), null);
  }
  const code = writePairing({ url: "https://b.example.com", token: "t", jiraUrl: "javascript:x" });
  equal(serverOfCode(code)?.jiraUrl, null);
});
