import { deepEqual, equal, ok } from "node:assert/strict";
import { events, FakeOwner, ready } from "./_fake_owner.ts";
import { settle } from "./_fake_runtime.ts";
import { CLOSE } from "../protocol.ts";

Deno.test("status goes from connecting over catching up to live", async () => {
  const owner = new FakeOwner();
  owner.stored = { cursor: { epoch: "e.1", seq: 10 }, scope: "scope-1" };
  using feed = owner.open();
  equal(feed.status.state, "connecting");
  await settle();
  owner.socket.open();
  await owner.say(ready(10, { head: 12 }), events(10, 11));
  equal(feed.status.state, "catching_up");
  await owner.say(events(11, 12));
  deepEqual(owner.statuses.map(({ state }) => state), ["catching_up", "live"]);
});

Deno.test("a second of silence ends catching up when the rest is hidden from this client", async () => {
  const owner = new FakeOwner();
  owner.stored = { cursor: { epoch: "e.1", seq: 10 }, scope: "scope-1" };
  using _feed = owner.open();
  await settle();
  owner.socket.open();
  await owner.say(ready(10, { head: 20 }));
  await owner.runtime.pass(999);
  await owner.say(events(10, 11));
  await owner.runtime.pass(999);
  equal(owner.state(), "catching_up");
  await owner.runtime.pass(1);
  equal(owner.state(), "live");
  await owner.say(events(11, 12));
  equal(owner.state(), "live");
});

Deno.test("a slow owner is not taken for a service that has nothing more", async () => {
  const owner = new FakeOwner();
  owner.stored = { cursor: { epoch: "e.1", seq: 10 }, scope: "scope-1" };
  using _feed = owner.open();
  await settle();
  owner.socket.open();
  await owner.say(ready(10, { head: 20 }));
  const write = Promise.withResolvers<void>();
  owner.writing = write.promise;
  await owner.say(events(10, 11));
  await owner.runtime.pass(5_000);
  equal(owner.state(), "catching_up");
  write.resolve();
  await settle();
  await owner.runtime.pass(1_000);
  equal(owner.state(), "live");
});

Deno.test("attempts back off with full jitter, doubling from 1 s to the cap", async () => {
  const owner = new FakeOwner();
  using feed = owner.open({ backOff: { base: 1_000, cap: 5_000 } });
  await settle();
  const waits: number[] = [];
  for (let attempt = 0; attempt < 5; attempt++) {
    owner.socket.end();
    const { status } = feed;
    if (status.state !== "waiting") throw new Error(`Is ${status.state}`);
    waits.push(status.retryAt - owner.runtime.now());
    await owner.runtime.pass(5_000);
  }
  deepEqual(waits, [500, 1_000, 2_000, 2_500, 2_500]);
});

for (const [lived, wait] of [[59_999, 1_000], [60_000, 500]] as const) {
  Deno.test(`after ${lived} ms of life the next wait is ${wait} ms`, async () => {
    const owner = new FakeOwner();
    using feed = await owner.live(10);
    owner.socket.end();
    await owner.runtime.pass(1_000);
    owner.socket.open();
    await owner.say(ready(10));
    for (let left = lived; left > 0; left -= 20_000) {
      await owner.runtime.pass(Math.min(left, 20_000));
      await owner.say({ t: "events", from: 10, to: 10, items: [] });
    }
    owner.socket.end();
    const { status } = feed;
    if (status.state !== "waiting") throw new Error(`Is ${status.state}`);
    equal(status.retryAt - owner.runtime.now(), wait);
  });
}

Deno.test("25 s of silence on a connection that worked: another one at once", async () => {
  const owner = new FakeOwner();
  using _feed = await owner.live(10);
  await owner.runtime.pass(20_000);
  await owner.say({ t: "events", from: 10, to: 10, items: [] });
  await owner.runtime.pass(24_999);
  equal(owner.socket.closedWith, null);
  await owner.runtime.pass(1);
  equal(owner.runtime.sockets[0]?.closedWith, CLOSE.no_heartbeat);
  equal(owner.runtime.sockets.length, 2);
});

Deno.test("an attempt that never gets an answer is given up after 25 s, and backs off", async () => {
  const owner = new FakeOwner();
  using feed = owner.open();
  await settle();
  await owner.runtime.pass(25_000);
  equal(owner.runtime.sockets[0]?.closedWith, CLOSE.no_heartbeat);
  equal(feed.status.state, "waiting");
});

Deno.test("bye names the wait, and the close code a proxy may have eaten", async () => {
  const owner = new FakeOwner();
  using feed = await owner.live(10);
  await owner.say({ t: "bye", code: CLOSE.draining, reason: "deploy", retry_ms: 7_000 });
  const { status } = feed;
  deepEqual(status, {
    state: "waiting",
    retryAt: owner.runtime.now() + 7_000,
    code: CLOSE.draining,
    reason: "The service is restarting",
    detail: "deploy",
    failure: null,
  });
  owner.socket.end(1006);
  await owner.runtime.pass(6_999);
  equal(owner.runtime.sockets.length, 1);
  await owner.runtime.pass(1);
  equal(owner.runtime.sockets.length, 2);
});

for (const code of [1000, 1001, 1005, 1006, 1011, 3000, 4000, 4004, 4006, 4499]) {
  Deno.test(`close code ${code} means come back`, async () => {
    const owner = new FakeOwner();
    using feed = await owner.live(10);
    owner.socket.end(code);
    equal(feed.status.state, "waiting");
    await owner.runtime.pass(1_000);
    equal(owner.runtime.sockets.length, 2);
  });
}

for (const code of [4500, 4501, 4503, 4504, 4505, 4506, 4999]) {
  Deno.test(`close code ${code} means stop, and says why`, async () => {
    const owner = new FakeOwner();
    using feed = await owner.live(10);
    owner.socket.end(code);
    const { status } = feed;
    if (status.state !== "stopped") throw new Error(`Is ${status.state}`);
    equal(status.code, code);
    ok(status.reason.length > 20);
    await owner.runtime.pass(120_000);
    equal(owner.runtime.sockets.length, 1);
    equal(owner.runtime.pending, 0);
  });
}

Deno.test("setToken() renews on an open connection and revives a refused one", async () => {
  const owner = new FakeOwner();
  using feed = await owner.live(10);
  feed.setToken("second");
  deepEqual(owner.socket.sentOf("auth"), [{ t: "auth", token: "second" }]);
  owner.socket.end(CLOSE.unauthorised);
  feed.setToken("third");
  await settle();
  owner.socket.open();
  equal(owner.socket.sentOf("hello")[0]?.token, "third");
});

Deno.test("setToken() leaves alone a feed its owner stopped", async () => {
  const owner = new FakeOwner();
  const feed = await owner.live(10);
  feed.stop();
  feed.setToken("second");
  await settle();
  equal(owner.runtime.sockets.length, 1);
});

Deno.test("online() and wake() try at once instead of waiting out the back-off", async () => {
  for (const nudge of ["online", "wake"] as const) {
    const owner = new FakeOwner();
    owner.runtime.luck = 0.99;
    using feed = await owner.live(10);
    owner.socket.end();
    feed[nudge]();
    await settle();
    equal(owner.runtime.sockets.length, 2);
    await owner.runtime.pass(10_000);
    equal(owner.runtime.sockets.length, 2, "the timer it replaced is gone");
  }
});

Deno.test("wake() gives up a connection that went silent while timers were frozen", async () => {
  const owner = new FakeOwner();
  using feed = await owner.live(10);
  feed.wake();
  equal(owner.socket.closedWith, null);
  owner.runtime.freeze(3_600_000);
  feed.wake();
  await settle();
  equal(owner.runtime.sockets[0]?.closedWith, CLOSE.no_heartbeat);
});

Deno.test("offline() changes the words, not the attempts", async () => {
  const owner = new FakeOwner();
  using feed = await owner.live(10);
  feed.offline();
  equal(feed.status.state, "live");
  owner.socket.end();
  equal(feed.status.state, "offline");
  await owner.runtime.pass(1_000);
  equal(owner.runtime.sockets.length, 2);
});

Deno.test("stop() closes the socket and leaves no timer behind", async () => {
  const owner = new FakeOwner();
  const feed = await owner.live(10);
  await owner.say(events(10, 11));
  feed.stop();
  equal(owner.socket.closedWith, 1000);
  equal(owner.runtime.pending, 0);
  const reason = "Closed from this side";
  deepEqual(feed.status, { state: "stopped", code: 1000, reason, detail: "", failure: null });
  owner.socket.say(events(11, 12));
  owner.socket.end();
  await settle();
  deepEqual(owner.shown, [11]);
});

Deno.test("a feed stopped while it reads its cursor opens no socket", async () => {
  const owner = new FakeOwner();
  const gate = Promise.withResolvers<null>();
  const feed = owner.open({ load: () => gate.promise });
  feed.stop();
  gate.resolve(null);
  await settle();
  equal(owner.runtime.sockets.length, 0);
});

Deno.test("a socket that can't be made, or a cursor that can't be read, is another attempt", async () => {
  const owner = new FakeOwner();
  using feed = owner.open({ load: () => Promise.reject(new Error("storage is locked")) });
  await settle();
  const { status } = feed;
  if (status.state !== "waiting") throw new Error(`Is ${status.state}`);
  deepEqual([status.reason, status.failure], ["storage is locked", "unknown"]);
});
