import { deepEqual, equal, notEqual, rejects } from "node:assert/strict";
import { ready } from "../../lib/feed/client/_fake_owner.ts";
import type { Connection } from "../model/connection.ts";
import { ANA, item, ME, SERVER } from "../model/_samples.ts";
import { DEFAULTS } from "../model/settings.ts";
import { toState } from "../store/keys.ts";
import type { Background } from "./background.ts";
import { FakeBrowser } from "./_fake_browser.ts";

const { url, token, name, jiraUrl } = SERVER;
const CONNECT = { t: "connect", server: { url, token, name, jiraUrl } } as const;

/** A browser that follows a service from `seq` on and shows notifications. */
async function following(seq: number) {
  const browser = new FakeBrowser();
  const worker = await browser.start();
  await tell(browser, worker, CONNECT);
  await tell(browser, worker, { t: "me", server: "1", me: [ME] });
  const notify = { ...DEFAULTS.notify, on: true };
  await tell(browser, worker, { t: "settings", settings: { ...DEFAULTS, notify } });
  browser.socket.open();
  await browser.rest();
  await browser.say({ t: "reset", reason: "new", epoch: "e.1", seq });
  await browser.say(ready(seq));
  return { browser, worker };
}

async function tell(
  browser: FakeBrowser,
  worker: Background,
  command: Parameters<Background["command"]>[0],
): Promise<void> {
  const done = worker.command(command);
  await browser.rest();
  await done;
}

function events(from: number, ...items: readonly unknown[]) {
  return { t: "events", from, to: from + items.length, items };
}

Deno.test("a worker follows, stores, counts and tells", async () => {
  const { browser } = await following(4);
  await browser.say(events(4, item(5)));
  deepEqual(browser.shown, ["1:change-5"]);
  equal(browser.badge?.text, "1");
  const text = browser.screen.get("1:change-5");
  deepEqual([text?.title, text?.message, text?.context], [
    "DEMO-5 Issue 5",
    "Ana Lima · Status: To Do → Done",
    "Assigned to you",
  ]);
  equal(browser.local.values.has("event_1_0"), true);
});

Deno.test("several events that wake a worker at once open one connection", async () => {
  const { browser } = await following(0);
  browser.kill();
  const worker = await browser.start();
  void worker.start();
  void worker.tick();
  await tell(browser, worker, { t: "wake" });
  equal(browser.runtime.sockets.length, 1);
});

Deno.test("the next worker says hello with what was stored", async () => {
  const { browser } = await following(0);
  await browser.say(events(0, item(1), item(2)));
  browser.kill();
  await browser.start();
  browser.socket.open();
  await browser.rest();
  const [hello] = browser.socket.sentOf("hello");
  deepEqual([hello?.cursor, hello?.scope, hello?.client], [
    { epoch: "e.1", seq: 2 },
    "scope-1",
    "install",
  ]);
});

Deno.test("the next worker claims no fingerprint of another subscription", async () => {
  const { browser, worker } = await following(0);
  await tell(browser, worker, { t: "me", server: "1", me: [ANA] });
  browser.kill();
  await browser.start();
  browser.socket.open();
  await browser.rest();
  const [hello] = browser.socket.sentOf("hello");
  deepEqual([hello?.cursor?.seq, hello?.scope], [0, undefined]);
});

Deno.test("a worker that dies between showing and storing shows nothing twice", async () => {
  const { browser } = await following(0);
  const dead = Promise.withResolvers<never>();
  const { set } = browser.local;
  browser.onShown = () => {
    browser.local.set = () => dead.promise;
  };
  await browser.say(events(0, item(1)));
  browser.kill();
  browser.local.set = set;
  browser.onShown = () => {};
  await browser.start();
  deepEqual(browser.shown, ["1:change-1"]);
  equal("due" in (browser.local.values.get("event_1_0") as object), false);
});

Deno.test("nothing is acknowledged that was not stored", async () => {
  const { browser } = await following(0);
  const writing = Promise.withResolvers<void>();
  const { set } = browser.local;
  browser.local.set = async (items) => {
    await writing.promise;
    await set.call(browser.local, items);
  };
  await browser.say(events(0, item(1)), events(1));
  deepEqual(browser.socket.sentOf("ack"), []);
  writing.resolve();
  await browser.rest();
  deepEqual(browser.socket.sentOf("ack").map(({ seq }) => seq), [1]);
});

Deno.test("what comes of a service that was just disconnected is not kept", async () => {
  const { browser, worker } = await following(0);
  const gone = worker.command({ t: "disconnect", server: "1" });
  browser.socket.say(events(0, item(1)));
  await browser.rest();
  await gone;
  const left = [...browser.local.values.keys()].filter((key) => /_1|^task_/.test(key));
  deepEqual(left, []);
});

Deno.test("with a service its notifications go: a click on them could lead nowhere", async () => {
  const { browser, worker } = await following(0);
  await browser.say(events(0, item(1), item(2)));
  equal(browser.screen.size, 2);
  browser.screen.set("2:change-1", browser.screen.get("1:change-1")!);
  await tell(browser, worker, { t: "disconnect", server: "1" });
  deepEqual([...browser.screen.keys()], ["2:change-1"]);
});

Deno.test("a service that says stop is obeyed by the next worker, until a person tries again", async () => {
  const { browser } = await following(0);
  await browser.say({ t: "bye", code: 4505, reason: "too old" });
  browser.kill();
  const worker = await browser.start();
  await worker.tick();
  deepEqual([browser.runtime.sockets.length, browser.badge?.text], [0, "!"]);
  await tell(browser, worker, { t: "retry", server: "1" });
  equal(browser.runtime.sockets.length, 1);
});

Deno.test("a service that says wait is obeyed by the next worker, too", async () => {
  const { browser } = await following(0);
  await browser.say({ t: "bye", code: 4005, reason: "too many", retry_ms: 20_000 });
  browser.kill();
  const worker = await browser.start();
  await worker.tick();
  equal(browser.runtime.sockets.length, 0);
  await browser.runtime.pass(20_000);
  await browser.rest();
  equal(browser.runtime.sockets.length, 1);
});

Deno.test("a click on a notification opens the issue, and its changes are read", async () => {
  const { browser, worker } = await following(0);
  await browser.say(events(0, item(1)));
  await worker.noticeClicked("1:change-1");
  deepEqual(browser.opened, ["https://jira.example.com/browse/DEMO-1"]);
  equal(browser.screen.size, 0);
  equal(browser.badge?.text, "");
});

Deno.test("what is dealt with in the inbox has no notification on the screen any more", async () => {
  const { browser, worker } = await following(0);
  await browser.say(events(0, item(1), item(2)));
  await tell(browser, worker, { t: "see" });
  equal(browser.screen.size, 2, "looking is not dealing with");
  await tell(browser, worker, { t: "mark", ids: ["1:change-1"], to: "read" });
  deepEqual([...browser.screen.keys()], ["1:change-2"]);
  await tell(browser, worker, { t: "snooze", ref: "1:2", until: 1 });
  equal(browser.screen.size, 0);
  await worker.tick();
  deepEqual(browser.shown, ["1:change-1", "1:change-2", "1:change-2"], "it came back");
});

Deno.test("a click on a notification whose change was dropped meanwhile opens the inbox", async () => {
  const { worker, browser } = await following(0);
  await worker.noticeClicked("1:change-1");
  deepEqual(browser.opened, ["inbox.html"]);
});

Deno.test("a notification's buttons mark its change, and closing it owes nothing more", async () => {
  const { browser, worker } = await following(0);
  await browser.say(events(0, item(1), item(2)));
  await worker.noticePressed("1:change-1", 1);
  await worker.noticeClosed("1:change-2");
  equal((browser.local.values.get("event_1_0") as { mark: string }).mark, "done");
  await worker.start();
  deepEqual(browser.shown, ["1:change-1", "1:change-2"]);
});

Deno.test("what the browser refuses to set up keeps neither number nor notification from anybody", async () => {
  const { browser } = await following(0);
  browser.onSettle = () => Promise.reject(new Error("No such pattern"));
  await browser.say(events(0, item(1)));
  const before = browser.badge;
  browser.kill();
  const next = await browser.start();
  notEqual(browser.badge, before, "drawn anew");
  const off = { ...DEFAULTS, badge: "off" } as const;
  await rejects(next.command({ t: "settings", settings: off }), /No such pattern/);
  equal(browser.badge?.text, "");
});

Deno.test("a worker that starts brings back what was snoozed until then, without waiting for a minute", async () => {
  const { browser, worker } = await following(0);
  await browser.say(events(0, item(1)));
  await tell(browser, worker, { t: "snooze", ref: "1:1", until: browser.runtime.now() + 1_000 });
  browser.kill();
  await browser.runtime.pass(1_000);
  await browser.start();
  equal(browser.badge?.text, "1");
});

Deno.test("who one is, and what one wants, reaches the service", async () => {
  const { browser, worker } = await following(0);
  const reasons = { ...DEFAULTS.reasons, watching: false, followed: false };
  await tell(browser, worker, { t: "settings", settings: { ...DEFAULTS, reasons } });
  deepEqual(browser.socket.sentOf("subs").at(-1)?.subs, {
    me: ["me"],
    any: [{ roles: ["assignee", "reporter", "mention"] }],
  });
  await browser.say(events(0, item(1, { issue: { id: "9", assignee: ANA } })));
  equal(browser.shown.length, 0);
});

Deno.test("says what is wrong where a service answers, but no feed gets through", async () => {
  const { browser } = await following(4);
  const complaint = () =>
    (browser.session.values.get("connection_1") as Connection | undefined)?.complaint?.trouble;
  browser.socket.end();
  await browser.rest();
  equal(complaint(), "unreachable");
  browser.onFetch = () => new Response(null, { status: 502 });
  await browser.runtime.pass(30_000);
  browser.socket.end();
  await browser.rest();
  equal(complaint(), "no_feed");
});

const PAGE = { t: "visit", url: "https://jira.example.com/browse/OTHER-7" } as const;

Deno.test("an issue of a page that nothing was heard of is asked for, and can be followed", async () => {
  const { browser, worker } = await following(4);
  equal(await worker.command(PAGE), null, "without permission to read nobody is asked");
  const asked: string[] = [];
  browser.onFetch = (url) => {
    asked.push(url);
    return Response.json({ id: "70", key: "NEW-7", summary: "Moved" });
  };
  const place = { server: url, kind: "issue", id: "70", key: "NEW-7" } as const;
  deepEqual(await worker.command(PAGE), { place, muted: false, followed: false });
  deepEqual(asked, [`${url}/api/issues/OTHER-7`]);
  await tell(browser, worker, { t: "follow", place, on: true });
  await browser.say(events(4, item(5, { issue: { id: "70", key: "NEW-7", assignee: ANA } })));
  equal(browser.local.values.has("event_1_0"), true);
});

Deno.test("an issue the service does not know gives a page nothing to follow", async () => {
  const { browser, worker } = await following(4);
  browser.onFetch = () => Response.json({ error: { code: "not_found" } }, { status: 404 });
  equal(await worker.command(PAGE), null);
  browser.onFetch = () => new Response("<h1>Bad gateway", { status: 502 });
  equal(await worker.command(PAGE), null);
});

Deno.test("a choice leaves alone what was chosen just before, here or elsewhere", async () => {
  const { browser, worker } = await following(0);
  const place = { server: url, kind: "issue", id: "9", key: "ABC-9" } as const;
  await Promise.all([
    tell(browser, worker, { t: "mute", place, on: true }),
    tell(browser, worker, { t: "settings", settings: { quiet: { from: "20:30" } } }),
    tell(browser, worker, { t: "settings", settings: { quiet: { on: true } } }),
    tell(browser, worker, { t: "settings", settings: { ignoredFields: ["Sprint"] } }),
  ]);
  const { settings } = toState(
    Object.fromEntries(browser.local.values),
    Object.fromEntries(browser.sync.values),
  );
  deepEqual(settings.mutes, [place]);
  deepEqual(settings.quiet, { ...DEFAULTS.quiet, on: true, from: "20:30" });
  deepEqual(settings.ignoredFields, ["Sprint"]);
});
