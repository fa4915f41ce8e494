import { equal } from "node:assert/strict";
import { NO_DRIFT, type ProjectDrift } from "../sync/types.ts";
import { someRun } from "./_run.ts";
import { alarmWords, heldBack, paragraph } from "./alarms.ts";

Deno.test("alarmWords() is graver about what stops the comparison than about what passes", () => {
  equal(alarmWords({ code: "dead_token" }).level, "bad");
  equal(alarmWords({ code: "unreachable" }).level, "warn");
});

Deno.test("alarmWords() leaves an alarm it doesn't know to its own message", () => {
  equal(alarmWords({ code: "unheard_of" }).title, "The comparison with Jira needs a look");
});

function project(change: Partial<ProjectDrift>): ProjectDrift {
  return { ...NO_DRIFT, id: "10000", key: "SHOP", seen: 10, state: "braked", ...change };
}

Deno.test("heldBack() is what the newest run that held something back there saw", () => {
  const runs = [
    someRun({ projects: [project({ id: "10001", suspect: 1 })] }),
    someRun({ projects: [project({ suspect: 312 })] }),
    someRun({ projects: [project({ suspect: 400 })] }),
  ];
  equal(heldBack({ project: "10000" }, runs)?.suspect, 312);
  equal(heldBack({ project: "10002" }, runs), null);
  equal(heldBack({ project: null }, runs), null);
});

Deno.test("heldBack() counts a project that could not be compared, but not one that was", () => {
  const runs = [
    someRun({ projects: [project({ state: "done" })] }),
    someRun({ projects: [project({ state: "unobserved", suspect: 900 })] }),
  ];
  equal(heldBack({ project: "10000" }, runs)?.suspect, 900);
});

Deno.test("paragraph() ends what the service says with one full stop", () => {
  equal(paragraph("It is gone. Look there"), "It is gone. Look there.");
  equal(paragraph("It is gone."), "It is gone.");
});
