import { deepEqual, equal } from "node:assert/strict";
import { connected, item, ME, taking } from "./_samples.ts";
import { MOST_TASKS } from "./state.ts";

const others = (count: number) =>
  Array.from({ length: count }, (_, at) => item(at + 2, { issue: { id: String(at + 2) } }));

Deno.test("trimTasks() forgets first what was not heard of for longest", () => {
  let state = connected();
  for (const [at, each] of others(MOST_TASKS + 1).entries()) {
    state = taking(state, [each], { now: at });
  }
  equal(state.tasks.size <= MOST_TASKS, true);
  deepEqual(
    [state.tasks.has("DEMO-2"), state.tasks.has(`DEMO-${MOST_TASKS + 2}`)],
    [false, true],
  );
});

Deno.test("trimTasks() remembers what one took part in through any amount of others' changes", () => {
  const own = item(1, { actor: ME, issue: { id: "1", assignee: null } });
  const state = taking(taking(connected(), [own], { now: 1 }), others(MOST_TASKS + 200), {
    now: 2,
  });
  equal(state.tasks.get("DEMO-1")?.acted, true);
});
