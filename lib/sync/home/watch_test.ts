import { deepEqual, equal, rejects } from "node:assert/strict";
import { guarded } from "../../jira_home.ts";
import type { Webhooks } from "../../jira/rest/registration.ts";
import type { JiraReader, ServerInfo, Stoppable } from "../../jira/rest/types.ts";
import { openStore } from "../../store/open.ts";
import { type HomeWatch, watchHome } from "./watch.ts";

const NOW = 1_700_000_000_000;
const HOUR = 60 * 60_000;
const OURS = "https://ours.example.com";
const OTHER = "https://other.example.com";
const { signal } = new AbortController();

Deno.test("prove() asks again after an hour, as an address may lead to another Jira by then", async () => {
  await using watched = await open();
  await watched.prove();
  watched.jira.leadsTo = OTHER;
  watched.now = NOW + HOUR - 1;
  await watched.prove();
  equal(watched.jira.asked, 1);
  watched.now = NOW + HOUR;
  await rejects(watched.prove(), { code: "other_jira" });
  equal(watched.jira.asked, 2);
});

Deno.test("prove() asks again when the clock was put back by an hour", async () => {
  await using watched = await open();
  await watched.prove();
  watched.jira.leadsTo = OTHER;
  watched.now = NOW - HOUR;
  await rejects(watched.prove(), { code: "other_jira" });
});

Deno.test("prove() asks each time while another Jira answers, until it is ours again", async () => {
  await using watched = await open();
  await watched.prove();
  watched.jira.leadsTo = OTHER;
  watched.now = NOW + HOUR;
  for (let n = 0; n < 2; n++) await rejects(watched.prove(), { code: "other_jira" });
  watched.jira.leadsTo = OURS;
  await watched.prove();
  equal(watched.jira.asked, 4);
});

Deno.test("no webhook is looked at or registered in another Jira", async () => {
  await using watched = await open();
  await watched.prove();
  const opened: string[] = [];
  const { registration } = guarded(watched.watch, {
    jira: watched.jira as unknown as JiraReader,
    registration: {
      open: (_: Stoppable) => {
        opened.push(watched.jira.leadsTo);
        return Promise.resolve({} as Webhooks);
      },
    },
  });
  await registration!.open({ signal });
  watched.now = NOW + HOUR;
  watched.jira.leadsTo = OTHER;
  await rejects(registration!.open({ signal }), { code: "other_jira" });
  deepEqual(opened, [OURS]);
});

Deno.test("nothing but who it is is asked of another Jira", async () => {
  await using watched = await open();
  await watched.prove();
  watched.now = NOW + HOUR;
  watched.jira.leadsTo = OTHER;
  const reader: JiraReader = {
    serverInfo: () => watched.jira.serverInfo(),
    myself: asked,
    search: asked,
    read: asked,
    count: asked,
    projects: asked,
  };
  const { jira } = guarded(watched.watch, { jira: reader, registration: null });
  const calls = [
    () => jira.myself({ signal }),
    () => jira.search({ query: {}, detail: "ids", cursor: null }, { signal }),
    () => jira.read(["1"], { signal }),
    () => jira.count({}, { signal }),
    () => jira.projects({ signal }),
  ];
  for (const call of calls) await rejects(call(), { code: "other_jira" });
});

function asked(): never {
  throw new TypeError("Another Jira was asked");
}

interface Watched extends AsyncDisposable {
  readonly watch: HomeWatch;
  readonly jira: { leadsTo: string; asked: number; serverInfo(): Promise<ServerInfo> };
  now: number;
  prove(): Promise<void>;
}

/** A watch over an empty store, and the Jira that its settings lead to. */
async function open(): Promise<Watched> {
  const store = await openStore({ path: ":memory:" });
  let ids = 0;
  const watched: Watched = {
    watch: watchHome({
      store,
      site: "default",
      now: () => watched.now,
      newId: () => `${++ids}`,
      asksJira: true,
      log: () => {},
      foreign: {
        newest: () => Promise.resolve(null),
        names: () => Promise.resolve(false),
        revive: () => Promise.resolve(0),
      },
    }, null),
    jira: {
      leadsTo: OURS,
      asked: 0,
      serverInfo: () => {
        watched.jira.asked++;
        return Promise.resolve(infoOf(watched.jira.leadsTo));
      },
    },
    now: NOW,
    prove: () => watched.watch.prove(watched.jira, { signal }),
    [Symbol.asyncDispose]: () => store.close(),
  };
  return watched;
}

function infoOf(url: string): ServerInfo {
  return {
    deployment: "datacenter",
    version: "10.3.5",
    baseUrl: url,
    cloudId: null,
    addresses: [url],
    skew: 0,
  };
}
