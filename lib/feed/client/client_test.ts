import { deepEqual, equal } from "node:assert/strict";
import { events, FakeOwner, ready } from "./_fake_owner.ts";
import { settle } from "./_fake_runtime.ts";
import { feedUrl } from "./client.ts";
import { CLOSE } from "../protocol.ts";

Deno.test("feedUrl() turns the address of a service into the address of its feed", () => {
  equal(feedUrl("http://127.0.0.1:8000"), "ws://127.0.0.1:8000/ws");
  equal(feedUrl("https://feed.example/"), "wss://feed.example/ws");
  equal(feedUrl("wss://feed.example/elsewhere"), "wss://feed.example/ws");
});

Deno.test("openFeed() says hello with token, subscription and nothing stored on a first run", async () => {
  const owner = new FakeOwner();
  using _feed = owner.open({ subs: { any: [{ projects: ["DEMO"] }] }, app: "test/1" });
  await settle();
  owner.socket.open();
  equal(owner.socket.url, "wss://feed.example/ws");
  equal(owner.socket.protocol, "issue-feed.v1");
  deepEqual(owner.socket.sent, [{
    t: "hello",
    token: "secret",
    client: "install-1",
    app: "test/1",
    subs: { any: [{ projects: ["DEMO"] }] },
  }]);
});

Deno.test("openFeed() resumes with the stored cursor and fingerprint", async () => {
  const owner = new FakeOwner();
  using _feed = await owner.live(41);
  const [hello] = owner.socket.sentOf("hello");
  deepEqual(hello?.cursor, { epoch: "e.1", seq: 41 });
  equal(hello?.scope, "scope-1");
});

Deno.test("frames that arrive during a write go into the next one together", async () => {
  const owner = new FakeOwner();
  using _feed = await owner.live(0);
  const write = Promise.withResolvers<void>();
  owner.writing = write.promise;
  await owner.say(events(0, 1), events(1, 2), events(2, 3));
  write.resolve();
  await settle();
  deepEqual(owner.batches.map((batch) => batch.items.length), [1, 2]);
});

for (
  const [what, frame] of [
    ["leaves a hole", events(11, 12)],
    ["repeats an earlier one", events(9, 12)],
    ["runs backwards", { ...events(10, 10), to: 9 }],
  ] as const
) {
  Deno.test(`a range that ${what} breaks the chain: nothing of it is shown`, async () => {
    const owner = new FakeOwner();
    using _feed = await owner.live(10);
    await owner.say(frame);
    equal(owner.socket.closedWith, CLOSE.broken_chain);
    deepEqual(owner.shown, []);
    await owner.runtime.pass(1_000);
    equal(owner.runtime.sockets.length, 2);
    owner.socket.open();
    equal(owner.socket.sentOf("hello")[0]?.cursor?.seq, 10);
  });
}

Deno.test("a service that would skip ahead of the stored cursor is not followed", async () => {
  const owner = new FakeOwner();
  using _feed = await owner.live(10);
  owner.socket.end();
  await owner.runtime.pass(1_000);
  owner.socket.open();
  await owner.say(ready(12));
  equal(owner.socket.closedWith, CLOSE.broken_chain);
});

Deno.test("items already stored are dropped when they come again, and still acknowledged", async () => {
  const owner = new FakeOwner();
  using _feed = await owner.live(10);
  owner.socket.end();
  await owner.runtime.pass(1_000);
  owner.socket.open();
  await owner.say(ready(7), events(7, 9), events(9, 12));
  await owner.runtime.pass(2_000);
  deepEqual(owner.shown, [11, 12]);
  deepEqual(owner.socket.sentOf("ack"), [{ t: "ack", seq: 12 }]);
});

Deno.test("a newer term of the same log replaces the epoch that is stored", async () => {
  const owner = new FakeOwner();
  owner.stored = { cursor: { epoch: "e.1", seq: 10 }, scope: "scope-1" };
  using _feed = owner.open();
  await settle();
  owner.socket.open();
  await owner.say(ready(10, { epoch: "e.2", scope: "scope-2" }));
  deepEqual(owner.stored, { cursor: { epoch: "e.2", seq: 10 }, scope: "scope-2" });
});

Deno.test("reset loads a snapshot, starts from its position and goes on from there", async () => {
  const owner = new FakeOwner();
  using feed = owner.open();
  await settle();
  owner.socket.open();
  owner.snapshot = () => Promise.resolve({ epoch: "e.1", seq: 48 });
  await owner.say({ t: "reset", reason: "new", epoch: "e.1", seq: 50 });
  deepEqual(owner.resets, [{ reason: "new", at: { epoch: "e.1", seq: 50 } }]);
  deepEqual(owner.socket.sentOf("start"), [{ t: "start", cursor: { epoch: "e.1", seq: 48 } }]);
  await owner.say(ready(48, { head: 50 }), events(48, 50));
  deepEqual(owner.shown, [49, 50]);
  equal(feed.status.state, "live");
  deepEqual(owner.stored, { cursor: { epoch: "e.1", seq: 50 }, scope: "scope-1" });
});

Deno.test("reset waits for the write under way, and ranges sent before it are dropped", async () => {
  const owner = new FakeOwner();
  using _feed = await owner.live(10);
  const write = Promise.withResolvers<void>();
  owner.writing = write.promise;
  await owner.say(
    events(10, 11),
    events(11, 12),
    { t: "reset", reason: "scope", epoch: "e.1", seq: 12 },
  );
  deepEqual(owner.resets, []);
  write.resolve();
  await settle();
  deepEqual(owner.resets.length, 1);
  deepEqual(owner.shown, [11]);
});

Deno.test("a snapshot that can't be loaded ends the connection, and another attempt is made", async () => {
  const owner = new FakeOwner();
  using feed = owner.open();
  await settle();
  owner.socket.open();
  owner.snapshot = () => Promise.reject(Object.assign(new Error("disk full"), { code: "full" }));
  await owner.say({ t: "reset", reason: "new", epoch: "e.1", seq: 50 });
  equal(owner.socket.closedWith, CLOSE.internal);
  const { status } = feed;
  if (status.state !== "waiting") throw new Error(`Is ${status.state}`);
  const { reason, detail, failure } = status;
  deepEqual([reason, detail], ["Changes can't be stored: disk full", "disk full"]);
  equal(failure, "full", "the owner knows its own error by its code");
});

Deno.test("a write that fails is not acknowledged and its items come again", async () => {
  const owner = new FakeOwner();
  using _feed = await owner.live(10);
  owner.writing = Promise.reject(new Error("disk full"));
  await owner.say(events(10, 11));
  deepEqual(owner.socket.sentOf("ack"), []);
  equal(owner.socket.closedWith, CLOSE.internal);
  owner.writing = Promise.resolve();
  await owner.runtime.pass(1_000);
  owner.socket.open();
  equal(owner.socket.sentOf("hello")[0]?.cursor?.seq, 10);
});

Deno.test("the next connection waits until a write of the last one is done", async () => {
  const owner = new FakeOwner();
  using _feed = await owner.live(10);
  const write = Promise.withResolvers<void>();
  owner.writing = write.promise;
  await owner.say(events(10, 11));
  owner.socket.end();
  await owner.runtime.pass(10_000);
  equal(owner.runtime.sockets.length, 1);
  write.resolve();
  await settle();
  equal(owner.runtime.sockets.length, 2);
  owner.socket.open();
  equal(owner.socket.sentOf("hello")[0]?.cursor?.seq, 11);
});

Deno.test("unknown frames and unknown fields are ignored; the rest goes on", async () => {
  const owner = new FakeOwner();
  using feed = await owner.live(10);
  await owner.say({ t: "weather", sun: true }, { ...events(10, 11), colour: "blue" });
  deepEqual(owner.shown, [11]);
  equal(feed.status.state, "live");
});

Deno.test("what isn't a frame ends the connection without being shown", async () => {
  for (const text of ["{", "null", `"events"`, `{"t":"events","from":10,"to":11}`]) {
    const owner = new FakeOwner();
    using _feed = await owner.live(10);
    await owner.say(text);
    equal(owner.socket.closedWith, CLOSE.broken_chain, text);
    deepEqual(owner.shown, []);
  }
});

Deno.test("setSubs() sends the whole subscription and stores the new fingerprint", async () => {
  const owner = new FakeOwner();
  using feed = await owner.live(10);
  feed.setSubs({ any: [{ kinds: ["created"] }] });
  feed.setSubs({ any: [{ kinds: ["deleted"] }] });
  deepEqual(owner.socket.sentOf("subs").map(({ rev }) => rev), [1, 2]);
  await owner.say({ t: "subs", rev: 1, seq: 10, scope: "scope-2", rejected: [] });
  equal(owner.stored?.scope, "scope-1", "an answer to a replaced subscription says nothing");
  await owner.say({ t: "subs", rev: 2, seq: 10, scope: "scope-3", rejected: ["clause 1: what"] });
  equal(owner.stored?.scope, "scope-3");
  deepEqual(owner.notices, [{ code: "subs_rejected", message: "clause 1: what" }]);
  owner.socket.end();
  await owner.runtime.pass(1_000);
  owner.socket.open();
  deepEqual(owner.socket.sentOf("hello")[0]?.subs, { any: [{ kinds: ["deleted"] }] });
});

Deno.test("an error frame is passed on as a notice and the connection stays", async () => {
  const owner = new FakeOwner();
  using feed = await owner.live(10);
  await owner.say({ t: "error", code: "subs_too_many", message: "51 clauses, 50 allowed" });
  deepEqual(owner.notices, [{ code: "subs_too_many", message: "51 clauses, 50 allowed" }]);
  equal(feed.status.state, "live");
});

Deno.test("a second reset while a snapshot loads makes the first one's position void", async () => {
  const owner = new FakeOwner();
  using _feed = owner.open();
  await settle();
  owner.socket.open();
  const loads = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  owner.snapshot = async (at) => {
    await loads[owner.resets.length - 1]?.promise;
    return at;
  };
  await owner.say({ t: "reset", reason: "new", epoch: "e.1", seq: 50 });
  await owner.say({ t: "reset", reason: "scope", epoch: "e.1", seq: 60 });
  loads[0]?.resolve();
  await settle();
  deepEqual(owner.socket.sentOf("start"), []);
  loads[1]?.resolve();
  await settle();
  deepEqual(owner.socket.sentOf("start"), [{ t: "start", cursor: { epoch: "e.1", seq: 60 } }]);
});
