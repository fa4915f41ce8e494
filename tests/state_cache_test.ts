import { deepEqual, equal } from "node:assert/strict";
import { openStore } from "../lib/store/open.ts";
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
