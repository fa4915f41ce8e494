import { deepEqual, equal } from "node:assert/strict";
import { differences, found, MINUTE, openCensusStage } from "./_census_stage.ts";

for (const id of ["not-a-number", "1e3", "18446744073709551616", "007", ""]) {
  Deno.test(`an issue told under the id "${id}", which can't be Jira's, ends no census`, async () => {
    await using stage = await openCensusStage();
    const [issue, gone] = stage.site.issues();
    const [event] = stage.site.apply({
      op: "edit",
      by: stage.site.people[0]!.id,
      issue: issue!.id,
      set: { summary: "Told under another id" },
    });
    const body = structuredClone(event!.body) as { issue: { id: string } };
    body.issue.id = id;
    await stage.tell([event!, { ...event!, body }]);
    stage.site.applySilently({ op: "delete", by: stage.site.people[0]!.id, issue: gone!.id });
    stage.clock.now += 2 * MINUTE;
    const run = await stage.census();
    equal(run.outcome, "done", run.problem?.message);
    deepEqual(found(run), { deleted: 1, repaired: 1 });
    deepEqual(await differences(stage), []);
  });
}
