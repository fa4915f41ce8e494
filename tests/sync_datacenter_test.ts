import { deepEqual, equal } from "node:assert/strict";
import { refetchKey } from "../lib/store/keys.ts";
import type { Request } from "../lib/sync/refetch/request.ts";
import {
  type CensusStage,
  differences,
  HOUR,
  MINUTE,
  openCensusStage,
  SITE,
} from "./_census_stage.ts";

/** Asks for a read of an issue, and lets it be done with all the reads it leads to. */
async function read({ store, clock, settle }: CensusStage, issueId: string): Promise<void> {
  const key = refetchKey(SITE, issueId);
  const value: Request = { issueId, notBefore: clock.now };
  await store.commit({ sets: [{ key, value }] }, { key, mine: () => true });
  await settle();
}

/** A Data Center whose index does not learn of anything for longer than a test takes. */
async function openLagging(): Promise<CensusStage> {
  const stage = await openCensusStage({ flavour: "datacenter" });
  stage.rest.controls.lag = { least: 10 * HOUR, most: 10 * HOUR };
  return stage;
}

Deno.test("Data Center: a read by id brings no deleted issue back that the index still shows", async () => {
  await using stage = await openLagging();
  const [issue] = stage.site.issues();
  const by = stage.site.people[0]!.id;
  await stage.tell(stage.site.apply({ op: "delete", by, issue: issue!.id }));
  stage.clock.now += 5 * MINUTE;
  await read(stage, issue!.id);
  deepEqual(await differences(stage), []);
});

Deno.test("Data Center: a read by id takes no issue back to what the index still shows", async () => {
  await using stage = await openLagging();
  const [issue] = stage.site.issues();
  const edit = { op: "edit", by: stage.site.people[0]!.id, issue: issue!.id } as const;
  await stage.tell(stage.site.apply({ ...edit, set: { summary: "Told by a webhook" } }));
  stage.clock.now += 5 * MINUTE;
  await read(stage, issue!.id);
  equal((await stage.row(issue!.id))?.core.summary, "Told by a webhook");
  deepEqual(await differences(stage), []);
});

Deno.test("Data Center: a read by id shows a change that neither webhook nor index told of", async () => {
  await using stage = await openLagging();
  const [issue] = stage.site.issues();
  const edit = { op: "edit", by: stage.site.people[0]!.id, issue: issue!.id } as const;
  stage.site.applySilently({ ...edit, set: { summary: "Told by nobody" } });
  await read(stage, issue!.id);
  deepEqual(await differences(stage), []);
});
