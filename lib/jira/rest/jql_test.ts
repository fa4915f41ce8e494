import { equal, throws } from "node:assert/strict";
import { conditionOf, isId, searchJql } from "./jql.ts";

Deno.test("conditionOf() writes instants in epoch ms, which no time zone can shift", () => {
  equal(conditionOf({ updatedSince: 1_732_877_091_000.7 }), "updated >= 1732877091000");
});

Deno.test("conditionOf() is bounded even when everything is asked for", () => {
  equal(conditionOf({}), "created >= 0");
});

Deno.test("searchJql() orders changes by time, and everything else by id", () => {
  equal(searchJql({ project: "10" }), "project = 10 ORDER BY id ASC");
  equal(searchJql({ updatedSince: 5 }), "updated >= 5 ORDER BY updated ASC, id ASC");
});

Deno.test("a project that is no number is not let into JQL", () => {
  for (const project of ["1 OR project = 2", "", "ABC", "1".repeat(19)]) {
    equal(isId(project), false);
    throws(() => conditionOf({ project }), /its id is no number/);
  }
});
