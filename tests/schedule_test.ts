import { deepEqual, equal, match, ok } from "node:assert/strict";
import { DEAD_LETTERS } from "../lib/inbox/kept/dead_letters.ts";
import type { Inbox } from "../lib/inbox/inbox.ts";
import { JiraError, type ServerInfo } from "../lib/jira/rest/types.ts";
import { type Bell, LOOK_EVERY } from "../lib/queue/bell.ts";
import { bodyKey, deadKey, stagedKey } from "../lib/store/keys.ts";
import type { Change } from "../lib/store/types.ts";
import { arrival, isolate, SITE } from "./_isolate.ts";
import { startProcess } from "./_process.ts";
import { runService } from "./_service.ts";
import { inTime } from "./_waiting.ts";

const HOUR = 60 * 60_000;

const OURS: Omit<ServerInfo, "addresses"> & { readonly baseUrl: string } = {
  deployment: "cloud",
  version: "1001.0.0",
  baseUrl: "https://ours.example.com",
  cloudId: null,
  skew: 0,
};

/** Nobody is told of what falls due. */
const DUMB: Bell = { kind: "polled", ring: () => ({}), rung: () => {}, start: () => {} };

Deno.test("all schedules are asked for before anything is served, as platforms want it", async () => {
  await using service = await startProcess({
    args: ["run", "-A", "--quiet", "--preload", "tests/_note_crons.ts", "main.ts"],
    env: { KV_PATH: ":memory:" },
  });
  const [before, ...after] = service.said().split("Boardcast is running");
  const asked = before!.trim().split("\n").map((line) => /^Schedule "(.*?)": (.*)$/.exec(line));
  ok(asked.every((each) => each !== null), before);
  const minutes = new Map(asked.map((each) => [each![2], each![1]]));
  equal(minutes.get("look into the inbox"), "* * * * *");
  equal(minutes.get("compare with Jira"), "* * * * *");
  equal(minutes.get("watch over Jira"), "* * * * *");
  equal(minutes.get("remove what is too old"), "17 * * * *");
  ok(!after.join().includes("Schedule"), service.said());
});

Deno.test("every minute what waits in the inbox is done, should nothing else have told of it", async () => {
  await using at = await runService();
  const { store } = at.service;
  const inboxes: Inbox[] = [];
  const time = { now: Date.now() - HOUR };
  const gone = isolate({ store, time, bell: DUMB, inboxes, dead: true });
  await gone.intake.accept(arrival(1));
  const asked = performance.now();
  await at.service.everyMinute();
  await at.settled();
  ok(performance.now() - asked < LOOK_EVERY / 2, "it was the look of every 10 s");
  equal((await (await at.get("/api/status")).json()).seq, 1);
});

Deno.test("a comparison that takes hours keeps nobody from watching over webhooks", async () => {
  const asked = Promise.withResolvers<void>();
  const never = new Promise<never>(() => {});
  const other = () => Promise.reject(new TypeError("not asked for here"));
  await using at = await runService({
    jira: {
      serverInfo: () => Promise.resolve({ ...OURS, addresses: [OURS.baseUrl] }),
      myself: ({ signal }) => {
        asked.resolve();
        return Promise.race([never, rejectOn(signal)]);
      },
      search: other,
      read: other,
      count: other,
      projects: other,
    },
  });
  void at.service.compare();
  await inTime(asked.promise, { what: "a call of the comparison" });
  const self = "https://theirs.example.com/rest/api/2/issue/1";
  const body = { webhookEvent: "jira:issue_updated", timestamp: 1, issue: { id: "1", self } };
  equal((await at.post(body)).status, 202);
  await at.settled();
  await at.service.watch();
  const { alarms, running } = await (await at.get("/api/sync")).json();
  deepEqual([running.outcome, alarms[0]?.code], ["running", "foreign_webhooks"]);
});

/** Rejects once the signal says stop, as a call of the client does. */
function rejectOn(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = () => reject(new JiraError("stopped", "Cannot read the account: told to stop"));
    signal.addEventListener("abort", stop, { once: true });
  });
}

Deno.test("every hour what was staged and abandoned goes, and dead letters beyond what is kept", async () => {
  const time = { now: Date.now() };
  await using at = await runService({ now: () => time.now });
  const { store, newId } = at.service;
  const staged = newId();
  const put = async (sets: NonNullable<Change["sets"]>) =>
    ok((await store.commit({ sets }, { key: sets[0]!.key, mine: () => true })).ok);
  await put([
    { key: stagedKey(staged), value: { site: SITE, id: staged, at: time.now, chunks: 1 } },
    { key: bodyKey(SITE, staged, 0), value: new Uint8Array(3) },
  ]);
  const letters = Array.from({ length: DEAD_LETTERS + 1 }, () => newId());
  for (let n = 0; n < letters.length; n += 500) {
    await put(
      letters.slice(n, n + 500).map((id) => ({
        key: deadKey(SITE, id),
        value: { id, body: { blob: id } },
      })),
    );
  }
  time.now += HOUR + 1;
  await at.service.everyHour();
  deepEqual(await store.list({ prefix: stagedKey() }), []);
  deepEqual(await store.list({ prefix: bodyKey(SITE) }), []);
  const left = await store.list({ prefix: deadKey(SITE) });
  deepEqual([left.length, left[0]!.key[2]], [DEAD_LETTERS, letters[1]]);
  match(at.logged.join(), /Removed the 1 oldest dead letters/);
});
