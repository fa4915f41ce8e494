/** A store holds the issues of one Jira: what another one shows is not mixed in. */

import { deepEqual, equal, match, ok } from "node:assert/strict";
import { minute } from "./_minute.ts";
import { runService } from "./_service.ts";
import { type JiraOptions, startJira } from "./_simulated_jira.ts";
import {
  ask,
  filledBy,
  MINUTE,
  openFilled,
  openLasting,
  OTHER,
  OTHER_CLOUD_ID,
  OURS,
  reportOf,
  run,
  startOther,
  statusOf,
  summaries,
  tell,
  told,
} from "./_home.ts";

const OTHERS: readonly (readonly [what: string, first: JiraOptions, then: JiraOptions])[] = [
  [
    "Cloud site",
    { base: OURS },
    { base: OTHER, cloudId: OTHER_CLOUD_ID },
  ],
  [
    "Cloud site that was given the name",
    { base: OURS },
    { base: OURS, cloudId: OTHER_CLOUD_ID },
  ],
  [
    "Data Center",
    { base: OURS, flavour: "datacenter" },
    { base: OTHER, flavour: "datacenter" },
  ],
];

for (const [what, first, then] of OTHERS) {
  Deno.test(`nothing of another ${what} is written over the issues of the first one`, async () => {
    await using filled = await openFilled({ issues: 8, seed: 1, ...first });
    await using other = startJira({ issues: 12, seed: 2, ...then });
    await using service = await filled.serve({ jira: other });
    const before = await summaries(service);
    equal(before.length, 8);
    for (const kind of ["sweep", "census"] as const) await run(service, kind);
    deepEqual(await summaries(service), before);
    deepEqual(
      other.rest.log.all.filter(({ endpoint }) => /search|bulk|issue/.test(endpoint)),
      [],
    );
    const { alarms, items, completeness } = await reportOf(service);
    deepEqual(alarms.map(({ code }) => code), ["other_jira"]);
    equal(items[0]?.problem?.code, "other_jira");
    match(alarms[0]!.message, new RegExp(`holds the issues of ${OURS}, .* lead to ${then.base}`));
    match(alarms[0]!.message, /accept it .*JIRA_BASE_URL.*KV_PATH/);
    const status = await statusOf(service);
    deepEqual([status.mirror_of.url, completeness.state], [OURS, "alarm"]);
    match(status.completeness.message, /^Cannot compare with Jira: the store holds the issues of/);
  });
}

Deno.test("a setting that is put right ends the alarm", async () => {
  await using filled = await openFilled({ issues: 3 });
  await using other = startOther(3);
  {
    await using wrong = await filled.serve({ jira: other });
    await run(wrong, "sweep");
    equal((await reportOf(wrong)).alarms.length, 1);
  }
  await using right = await filled.serve();
  await run(right, "sweep");
  deepEqual((await reportOf(right)).alarms, []);
});

Deno.test("a Cloud site that was renamed is known by its cloud id, and so are its webhooks", async () => {
  await using filled = await openFilled({ issues: 3 });
  await using renamed = startJira({ issues: 3, base: "https://renamed.example.com" });
  await using service = await filled.serve({ jira: renamed });
  await run(service, "sweep");
  deepEqual((await reportOf(service)).alarms, []);
  equal((await statusOf(service)).mirror_of.url, "https://renamed.example.com");
  for (const base of [OURS, "https://renamed.example.com"]) {
    await tell(service, told(renamed, { summary: `by ${base}`, base }));
    ok((await summaries(service)).join().includes(`by ${base}`), base);
  }
});

Deno.test("a Data Center under a new address is compared again once an operator accepts it", async () => {
  await using filled = await openFilled({ issues: 5, flavour: "datacenter" });
  await using moved = startJira({ issues: 5, base: OTHER, flavour: "datacenter" });
  await using service = await filled.serve({ jira: moved });
  await run(service, "sweep");
  filled.clock.ahead = 5 * MINUTE;
  const [alarm] = (await reportOf(service)).alarms;
  equal(alarm?.jira, OTHER);
  equal((await ask(service, "accept", { jira: "https://elsewhere.example.com" })).status, 404);
  equal((await ask(service, "accept", {})).status, 400);
  equal((await ask(service, "accept", { jira: alarm!.jira })).status, 200);
  await minute(service.service);
  const { alarms, items } = await reportOf(service);
  deepEqual(alarms, []);
  deepEqual([items[0]?.kind, items[0]?.outcome], ["sweep", "done"]);
});

Deno.test("a store from before holds the issues of the first Jira that answers", async () => {
  await using store = await openLasting();
  await using ours = startJira({ issues: 3, base: OURS });
  {
    await using old = await runService({ store });
    await tell(old, told(ours, { summary: "as it was told", base: "https://whoever.example.com" }));
    equal((await statusOf(old)).mirror_of, null);
  }
  await filledBy(store, ours);
  await using service = await runService({ store });
  equal((await statusOf(service)).mirror_of.url, OURS);
});
