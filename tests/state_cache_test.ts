import { deepEqual, equal } from "node:assert/strict";
import { headKey, issueKey } from "../lib/store/keys.ts";
import { openStore } from "../lib/store/open.ts";
import type { Store } from "../lib/store/types.ts";
import { assertAccepted, change, TIME } from "./_intake.ts";
import { type RunningService, runService } from "./_service.ts";

/** Times the row is written and read: each time both services hold it in memory already. */
const TURNS = 60;

async function write(service: RunningService, n: number): Promise<void> {
  const fields = { summary: `Summary ${n}`, updated: new Date(TIME + n).toISOString() };
  const body = { timestamp: TIME + n, changelog: { id: `${n}`, items: [] } };
  await assertAccepted(await service.post(change(1, { fields, body })));
  await service.settled();
}

async function summaryAt(service: RunningService, path: string): Promise<string> {
  return (await (await service.get(path)).json()).summary;
}

Deno.test("two services on one store never answer with what the other has changed since", async () => {
  const store = await openStore({ path: ":memory:" });
  await using one = await runService({ store });
  await using other = await runService({ store });
  for (let n = 0; n < TURNS; n++) {
    const [writer, reader] = n % 2 === 0 ? [one, other] : [other, one];
    await write(writer, n);
    for (const service of [reader, writer]) {
      equal(await summaryAt(service, "/api/issues/10001"), `Summary ${n}`);
      equal(await summaryAt(service, "/api/issues/PUMP-1"), `Summary ${n}`);
    }
    const list = await (await reader.get("/api/issues?limit=1")).json();
    deepEqual(list.items.map(({ summary }: { summary: string }) => summary), [`Summary ${n}`]);
    const snapshot = await (await reader.get("/api/snapshot")).json();
    deepEqual([snapshot.seq, snapshot.issues[0].summary], [n + 1, `Summary ${n}`]);
  }
});

Deno.test("a key that moved to another issue is never answered with the former one", async () => {
  const store = await openStore({ path: ":memory:" });
  await using one = await runService({ store });
  await using other = await runService({ store });
  await write(one, 1);
  await write(other, 2);
  equal((await (await one.get("/api/issues/PUMP-1")).json()).id, "10001");
  const deleted = { webhookEvent: "jira:issue_deleted", timestamp: TIME + 3, changelog: null };
  await assertAccepted(await other.post(change(1, { body: deleted })));
  await other.settled();
  equal((await one.get("/api/issues/PUMP-1")).status, 404);
  const next = change(2, { fields: { created: new Date(TIME + 4).toISOString() } });
  const issue = { ...next["issue"] as Record<string, unknown>, key: "PUMP-1" };
  await assertAccepted(await other.post({ ...next, timestamp: TIME + 4, issue }));
  await other.settled();
  equal((await (await one.get("/api/issues/PUMP-1")).json()).id, "10002");
});

Deno.test("what is read is what was written, though reads go on while it is written", async () => {
  await using service = await runService();
  await write(service, 0);
  let newest = 0;
  let reading = true;
  const reader = (async () => {
    let last = 0;
    while (reading) {
      const atLeast = newest;
      const seen = Number((await summaryAt(service, "/api/issues/10001")).split(" ")[1]);
      equal(seen >= Math.max(atLeast, last), true, `${seen} after ${atLeast} and ${last}`);
      last = seen;
    }
  })();
  for (let n = 1; n <= TURNS; n++) {
    await write(service, n);
    newest = n;
  }
  reading = false;
  await reader;
});

/** A store in memory; what `before` and `after` are set to is done once, around a read of rows. */
async function interruptible() {
  const store = await openStore({ path: ":memory:" });
  const once: Record<"before" | "after", (() => Promise<void>) | null> = {
    before: null,
    after: null,
  };
  const take = async (when: keyof typeof once) => {
    const work = once[when];
    once[when] = null;
    await work?.();
  };
  const wrapped: Store = {
    ...store,
    get: async <T>(key: Parameters<Store["get"]>[0]) => {
      if (key[0] === headKey("")[0]) await take("before");
      return await store.get<T>(key);
    },
    list: async <T>(range: Parameters<Store["list"]>[0]) => {
      const found = await store.list<T>(range);
      if (range.prefix?.[0] === issueKey("")[0]) await take("after");
      return found;
    },
  };
  return { store: wrapped, once };
}

Deno.test("a row in memory that changes while its head is read is not answered as it was", async () => {
  const { store, once } = await interruptible();
  await using service = await runService({ store });
  await write(service, 1);
  once.before = () => write(service, 2);
  equal(await summaryAt(service, "/api/issues/10001"), "Summary 2");
});

Deno.test("a snapshot's position is that from before its data: what changes meanwhile comes again", async () => {
  const { store, once } = await interruptible();
  await using service = await runService({ store });
  await write(service, 1);
  once.after = () => write(service, 2);
  const { seq, epoch, issues } = await (await service.get("/api/snapshot")).json();
  deepEqual([seq, issues[0].summary], [1, "Summary 1"]);
  const { items } = await (await service.get(`/api/events?cursor=${epoch}:${seq}`)).json();
  deepEqual(items.map((item: { issue: { summary: string } }) => item.issue.summary), ["Summary 2"]);
});
