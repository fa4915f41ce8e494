import { equal, notEqual } from "node:assert/strict";
import { NO_DRIFT, type ProjectDrift } from "../sync/types.ts";
import { someRun } from "./_run.ts";
import { alarmWords, brakedProject } from "./alarms.ts";

for (const code of ["dead_token", "brake", "shrunk", "unreachable", "silence", "registration"]) {
  Deno.test(`alarmWords() says what to do about ${code}`, () => {
    notEqual(alarmWords({ code }).advice, "");
  });
}

Deno.test("alarmWords() leaves an alarm it doesn't know to its own message", () => {
  equal(alarmWords({ code: "unheard_of" }).advice, "");
});

Deno.test("brakedProject() is what the newest run that braked there held back", () => {
  const alarm = { code: "brake", message: "", since: 0, project: "10000" };
  const project = (change: Partial<ProjectDrift>): ProjectDrift => ({
    ...NO_DRIFT,
    id: "10000",
    key: "SHOP",
    seen: 10,
    state: "braked",
    ...change,
  });
  const runs = [
    someRun({ projects: [project({ id: "10001", suspect: 1 })] }),
    someRun({ projects: [project({ suspect: 312 })] }),
    someRun({ projects: [project({ suspect: 400 })] }),
  ];
  equal(brakedProject(alarm, runs)?.suspect, 312);
  equal(brakedProject({ ...alarm, project: "10002" }, runs), null);
  equal(brakedProject({ ...alarm, project: null }, runs), null);
});
