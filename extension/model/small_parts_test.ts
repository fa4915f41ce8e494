import { deepEqual, equal, match, ok } from "node:assert/strict";
import { readPairing, writePairing } from "../../lib/ui/pairing.ts";
import { ANA, connected, item, ME, SERVER, taking } from "./_samples.ts";
import { isOfJira, issueLink, keyInAddress, patternOf } from "./links.ts";
import { readAddress, serverOfCode } from "./pairing.ts";
import { findPeople } from "./people.ts";
import { startAgain } from "./reset.ts";
import { addServer, removeServer } from "./servers.ts";
import { DEFAULTS, readSettings } from "./settings.ts";
import { slim } from "./slim.ts";
import { apply, RING } from "./state.ts";
import { subscriptionOf } from "./subscription.ts";
import { readExport, writeExport } from "./transfer.ts";

for (
  const [address, key] of [
    ["https://x.atlassian.net/browse/SHOP-12", "SHOP-12"],
    ["https://x.atlassian.net/browse/shop-12?focusedId=1", "SHOP-12"],
    ["https://x.atlassian.net/jira/software/projects/A/boards/1?selectedIssue=A_B-3", "A_B-3"],
    ["https://jira.example.com/projects/SHOP/issues/SHOP-4", "SHOP-4"],
    ["https://x.atlassian.net/jira/your-work", null],
    ["https://x.atlassian.net/browse/SHOP", null],
    ["no address", null],
  ] as const
) {
  Deno.test(`keyInAddress() of ${address} is ${key}`, () => equal(keyInAddress(address), key));
}

Deno.test("links lead to issues, and belong to their own Jira only", () => {
  equal(issueLink("https://j.example.com/jira", "A-1"), "https://j.example.com/jira/browse/A-1");
  equal(issueLink(null, "A-1"), null);
  equal(isOfJira("https://j.example.com.evil.example/browse/A-1", "https://j.example.com"), false);
  equal(patternOf("http://127.0.0.1:8000/x"), "http://127.0.0.1/*");
});

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

Deno.test("readSettings() keeps the good parts of a bad file", () => {
  deepEqual(readSettings(null), DEFAULTS);
  const read = readSettings({ badge: "all", quiet: { on: "yes" }, ignoredFields: ["A"], new: 1 });
  deepEqual(read, { ...DEFAULTS, badge: "all", ignoredFields: ["A"] });
});

Deno.test("settings survive export and import, and other files are refused", () => {
  const settings = { ...DEFAULTS, badge: "off" as const };
  deepEqual(readExport(writeExport(settings)), settings);
  for (const text of ["", "{}", "[]", '{"format":"other","settings":{}}']) {
    equal(readExport(text), null);
  }
});

Deno.test("slim() names people who are mentioned, and cuts long texts between characters", () => {
  const long = "😀".repeat(400);
  const cut = slim(
    item(1, {
      event: "jira:issue_updated",
      subject: { id: "c", text: "Hi [~accountid:me] and [~somebody]" },
      changes: [{ field: "description", from: null, to: long }],
    }),
    [ME],
  );
  equal(cut.subject?.text, "Hi @Mia Berg and @…");
  equal(cut.event, undefined);
  ok(cut.changes![0]!.to!.length <= 280 && cut.changes![0]!.to!.isWellFormed());
  const largest = slim(
    item(1, { changes: Array(40).fill({ field: "f".repeat(999), from: long, to: long }) }),
    [],
  );
  ok(JSON.stringify(largest).length * RING < 10_485_760 / 1.5, "a full ring fits in the storage");
});

Deno.test("findPeople() finds by words of name or id, those whose name begins with it first", () => {
  const people = [ME, ANA, { id: "x", name: "Hanna Lima" }];
  deepEqual(findPeople(people, "lima").map(({ name }) => name), ["Ana Lima", "Hanna Lima"]);
  deepEqual(findPeople(people, "han").map(({ name }) => name), ["Hanna Lima"]);
  deepEqual(findPeople(people, " "), []);
});

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

Deno.test("startAgain() takes the state from the snapshot, and counts what was passed over", () => {
  const state = taking(connected(), [item(1), item(2)]);
  const { id, key } = item(2).issue! as { id: string; key: string };
  const again = (epoch: string, reason: "expired" | "scope") =>
    apply(
      state,
      startAgain(state, {
        server: "1",
        reason,
        subs: "{}",
        now: 9,
        snapshot: { cursor: { epoch, seq: 42 }, issues: [{ id, key }], ids: new Set([id]) },
      }),
    );
  const same = again("e.7", "expired");
  deepEqual([...same.tasks.keys()], ["DEMO-2"]);
  equal(same.heads.get("1")?.away, 40);
  equal(same.entries.size, 2);
  equal(again("other.1", "expired").heads.get("1")?.away, -1);
  equal(again("e.7", "scope").entries.size, 1, "what may no longer be seen is dropped");
});
