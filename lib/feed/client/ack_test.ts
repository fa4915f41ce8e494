import { deepEqual, equal } from "node:assert/strict";
import { events, FakeOwner, item, ready } from "./_fake_owner.ts";
import { settle } from "./_fake_runtime.ts";

Deno.test("persist comes before ack, and a batch holds items and position together", async () => {
  const owner = new FakeOwner();
  using _feed = await owner.live(10);
  const write = Promise.withResolvers<void>();
  owner.writing = write.promise;
  await owner.say(events(10, 12));
  await owner.runtime.pass(5_000);
  deepEqual(owner.socket.sentOf("ack"), []);
  write.resolve();
  await settle();
  await owner.runtime.pass(2_000);
  deepEqual(owner.batches, [{
    cursor: { epoch: "e.1", seq: 12 },
    scope: "scope-1",
    items: [item(11), item(12)],
  }]);
  deepEqual(owner.socket.sentOf("ack"), [{ t: "ack", seq: 12 }]);
});

for (const [luck, wait] of [[0, 1_000], [0.5, 1_500], [1, 2_000]] as const) {
  Deno.test(`acks of single items wait 1 s to 2 s and are coalesced: luck ${luck} gives ${wait} ms`, async () => {
    const owner = new FakeOwner();
    owner.runtime.luck = luck;
    using _feed = await owner.live(0);
    await owner.say(events(0, 1));
    await owner.runtime.pass(wait - 1);
    await owner.say(events(1, 2));
    deepEqual(owner.socket.sentOf("ack"), []);
    await owner.runtime.pass(1);
    deepEqual(owner.socket.sentOf("ack"), [{ t: "ack", seq: 2 }]);
    await owner.runtime.pass(5_000);
    equal(owner.socket.sentOf("ack").length, 1);
  });
}

Deno.test("half a window of events, or of bytes, is acknowledged without waiting", async () => {
  const owner = new FakeOwner();
  using _feed = await owner.live(0);
  await owner.say(events(0, 31));
  deepEqual(owner.socket.sentOf("ack"), []);
  await owner.say(events(31, 32));
  deepEqual(owner.socket.sentOf("ack"), [{ t: "ack", seq: 32 }]);
  const large = { ...item(33), action: "x".repeat(131_072) };
  await owner.say({ t: "events", from: 32, to: 33, items: [large] });
  deepEqual(owner.socket.sentOf("ack").at(-1), { t: "ack", seq: 33 });
});

Deno.test("half a window of bytes is as many as the service counts, whatever the script", async () => {
  const owner = new FakeOwner();
  using _feed = await owner.live(0);
  await owner.say({
    t: "events",
    from: 0,
    to: 1,
    items: [{ ...item(1), action: "進".repeat(43_691) }],
  });
  deepEqual(owner.socket.sentOf("ack"), [{ t: "ack", seq: 1 }]);
});

Deno.test("the heartbeat is answered at once and its position stored", async () => {
  const owner = new FakeOwner();
  using _feed = await owner.live(10);
  await owner.say({ t: "events", from: 10, to: 10, items: [] });
  deepEqual(owner.socket.sentOf("ack"), [{ t: "ack", seq: 10 }]);
  deepEqual(owner.batches, [], "nothing moved, so nothing is written");
  await owner.say({ t: "events", from: 10, to: 15, items: [] });
  deepEqual(owner.socket.sentOf("ack").at(-1), { t: "ack", seq: 15 });
  equal(owner.stored?.cursor.seq, 15);
});

Deno.test("nothing is acknowledged that was not sent on this connection", async () => {
  const owner = new FakeOwner();
  using _feed = await owner.live(10);
  owner.socket.end();
  await owner.runtime.pass(1_000);
  owner.socket.open();
  await owner.say(ready(7), events(7, 8));
  await owner.runtime.pass(2_000);
  deepEqual(owner.socket.sentOf("ack"), [{ t: "ack", seq: 8 }]);
});
