import { deepEqual, equal, throws } from "node:assert/strict";
import fc from "fast-check";
import { createIdList } from "./id_list.ts";

Deno.test("an id list finds what was added, and nothing else", () => {
  const ids = fc.array(fc.bigInt({ min: 0n, max: 10n ** 18n - 1n }).map(String));
  fc.assert(fc.property(ids, ids, (added, others) => {
    const list = createIdList();
    for (const id of added) list.add(id);
    const all = new Set(added);
    equal(list.size, all.size);
    for (const id of others) equal(list.find(id), all.has(id));
    const rest = new Set(added).difference(new Set(others));
    deepEqual(new Set(list.rest()), rest);
    equal(list.missing(), rest.size);
  }));
});

Deno.test("an id list counts an id once, however often it is added or found", () => {
  const list = createIdList();
  for (const id of ["7", "7", "12", "100"]) list.add(id);
  equal(list.size, 3);
  for (const id of ["7", "7", "100"]) list.find(id);
  deepEqual([...list.rest()], ["12"]);
  equal(list.missing(), 1);
});

Deno.test("an id list takes no id once it was searched", () => {
  const list = createIdList();
  list.add("1");
  list.find("1");
  throws(() => list.add("2"), /the list was searched already/);
});

Deno.test("an id list takes nothing that Jira can't be asked for", () => {
  const list = createIdList();
  for (const id of ["", "x", "-1", "1.5", "1234567890123456789"]) list.add(id);
  list.add("7");
  equal(list.size, 1);
  equal(list.find("x"), false);
  deepEqual([...list.rest()], ["7"]);
});

Deno.test("an id list finds no text that is no id, whatever Jira may list", () => {
  const list = createIdList();
  list.add("7");
  for (const id of ["x", "", "-7", "7.0", "007", "1e3", "9".repeat(30)]) {
    equal(list.find(id), false);
  }
  equal(list.missing(), 1);
});
