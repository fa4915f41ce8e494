import { deepEqual, equal, ok } from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { sign } from "../lib/jira/signature.ts";
import { quarantineKey } from "../lib/store/keys.ts";
import {
  assertAccepted,
  assertFed,
  assertNoneDead,
  assertRefused,
  change,
  readFeed,
  readQuarantine,
} from "./_intake.ts";
import { bytes } from "./_raw_http.ts";
import { runService, SECRET } from "./_service.ts";

/** Signed bodies that are no webhook: their code, and what the refusal has to say. */
const UNREADABLE: readonly {
  readonly name: string;
  readonly body: string | Uint8Array<ArrayBuffer>;
  readonly code: string;
  readonly says: readonly RegExp[];
}[] = [
  { name: "zero bytes", body: "", code: "not_json", says: [/empty/, /turn "Exclude body" off/] },
  { name: "no JSON", body: '{"webhookEvent":', code: "not_json", says: [/not JSON/, /Jira/] },
  { name: "an array", body: "[{}]", code: "not_object", says: [/not an object/, /Jira/] },
  { name: "a string", body: '"text"', code: "not_object", says: [/not an object/] },
  { name: "a number", body: "17", code: "not_object", says: [/not an object/] },
  { name: "null", body: "null", code: "not_object", says: [/not an object/] },
  { name: "no webhookEvent", body: "{}", code: "no_event", says: [/webhookEvent is missing/] },
  ...[17, null, "", [], {}, true].map((webhookEvent) => ({
    name: `the webhookEvent ${JSON.stringify(webhookEvent)}`,
    body: JSON.stringify({ ...change(9), webhookEvent }),
    code: "no_event",
    says: [/webhookEvent is missing or not text/, /only Jira's webhooks belong here/],
  })),
  {
    name: "invalid UTF-8",
    body: new Uint8Array([...bytes('{"webhookEvent":"'), 0xc3, 0x28, ...bytes('"}')]),
    code: "not_utf8",
    says: [/not UTF-8/, /send JSON as UTF-8/],
  },
];

for (const { name, body, code, says } of UNREADABLE) {
  Deno.test(`a signed body of ${name} is refused, kept, and costs its neighbours nothing`, async () => {
    await using service = await runService();
    const raw = typeof body === "string" ? bytes(body) : body;
    await assertAccepted(await service.post(change(1)));
    await assertRefused(await service.post(raw), { status: 400, code, says });
    await assertAccepted(await service.post(change(2)));
    await assertFed(service, [1, 2]);
    const [kept, ...others] = await readQuarantine(service);
    deepEqual(others, []);
    deepEqual([kept?.code, kept?.bytes], [code, raw.length]);
    deepEqual(kept?.raw, raw);
  });
}

Deno.test("a compressed body is refused with a hint at its encoding", async () => {
  await using service = await runService();
  const raw = new Uint8Array(gzipSync(JSON.stringify(change(1))));
  await assertRefused(await service.post(raw, { "content-encoding": "gzip" }), {
    status: 400,
    code: "not_utf8",
    says: [/Content-Encoding: gzip/, /send it uncompressed/],
  });
  deepEqual((await readQuarantine(service)).map((kept) => kept.raw), [raw]);
});

Deno.test("an unsigned body is never kept", async () => {
  await using service = await runService();
  const answer = await service.post("not JSON", { "x-hub-signature": sign(bytes(""), SECRET) });
  await assertRefused(answer, { status: 401, code: "signature_mismatch", says: [] });
  deepEqual(await readQuarantine(service), []);
});

Deno.test("an issue without fields is fed by its id, and says nothing more", async () => {
  await using service = await runService();
  const issue = { id: "10001", key: "PUMP-1" };
  await assertAccepted(await service.post(change(1, { body: { issue } })));
  await service.settled();
  const [item] = await readFeed(service);
  deepEqual([item?.kind, item?.issue], ["updated", issue]);
  equal((await service.get("/api/issues/10001")).status, 404);
});

Deno.test("nesting of 100,000 levels is accepted and applied like any other field", async () => {
  await using service = await runService();
  const deep = "[".repeat(100_000) + "]".repeat(100_000);
  for (const place of ["customfield_10001", "summary", "project"]) {
    const body = JSON.stringify(change(1)).replace('"fields":{', `"fields":{"${place}":${deep},`);
    await assertAccepted(await service.post(body));
  }
  await assertAccepted(
    await service.post(`${JSON.stringify(change(2)).slice(0, -1)},"x":${deep}}`),
  );
  await assertRefused(await service.post(deep), { status: 400, code: "not_object", says: [] });
  await service.settled();
  await assertNoneDead(service);
  equal((await readFeed(service)).filter((item) => item.issue?.key === "PUMP-2").length, 1);
});

Deno.test("the quarantine keeps the latest 500 calls, however they come", async () => {
  await using service = await runService();
  const posts = Array.from({ length: 520 }, (_, n) => service.post(`not JSON ${n}`));
  for (const answer of await Promise.all(posts)) {
    equal(answer.status, 400);
    await answer.body?.cancel();
  }
  await assertRefused(await service.post("the last one"), {
    status: 400,
    code: "not_json",
    says: [],
  });
  const kept = await readQuarantine(service);
  equal(kept.length, 500);
  deepEqual(kept.at(-1)?.raw, bytes("the last one"));
  // Their bodies are gone with them, so that the disk is bounded too.
  const { store, site } = service.service;
  equal((await store.list({ prefix: ["body", site] })).length, 500);
  ok((await store.list({ prefix: quarantineKey(site) })).length === 500);
});

Deno.test("one delivery id is one delivery, but a missing, empty or overlong one is none", async () => {
  await using service = await runService();
  const header = "x-atlassian-webhook-identifier";
  const long = "i".repeat(201);
  await assertAccepted(await service.post(change(1), { [header]: "one" }));
  equal((await service.post(change(2), { [header]: "one" })).status, 200);
  await assertAccepted(await service.post(change(3), { [header]: "" }));
  await assertAccepted(await service.post(change(4), { [header]: "" }));
  await assertAccepted(await service.post(change(5), { [header]: long }));
  await assertAccepted(await service.post(change(6), { [header]: long }));
  await assertFed(service, [1, 3, 4, 5, 6]);
});

Deno.test("an address typed with a slash at its end takes deliveries all the same", async () => {
  await using service = await runService();
  for (
    const [at, path] of ["/webhook/jira/", "/webhook/jira/default", "/webhook/jira/default/"]
      .entries()
  ) {
    const raw = bytes(JSON.stringify(change(at + 1)));
    const headers = { "x-hub-signature": sign(raw, SECRET) };
    await assertAccepted(await fetch(service.url + path, { method: "POST", headers, body: raw }));
  }
  await assertFed(service, [1, 2, 3]);
});
