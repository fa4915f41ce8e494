import { deepEqual, equal } from "node:assert/strict";
import {
  readId,
  readList,
  readName,
  readNamed,
  readPerson,
  readProject,
  readStatus,
} from "./read.ts";

Deno.test("readId() takes numbers and text alike", () => {
  equal(readId(10656), "10656");
  equal(readId(0), "0");
  equal(readId("10656"), "10656");
});

Deno.test("readId() takes nothing for an id that would name something else once stored", () => {
  for (const odd of ["", "x".repeat(256), "\ud83d", 1.5, NaN, 2 ** 60, true, null, {}, ["1"]]) {
    equal(readId(odd), null, String(odd));
  }
  equal(readId("x".repeat(255)), "x".repeat(255));
});

Deno.test("readName() cuts at 255, readId() never does", () => {
  equal(readName("x".repeat(300)), `${"x".repeat(254)}…`);
});

Deno.test("readNamed() lets the id stand in for a missing name, never the other way round", () => {
  deepEqual(readNamed({ id: 3 }), { id: "3", name: "3" });
  equal(readNamed({ name: "Minor" }), null);
  equal(readNamed("Minor"), null);
});

Deno.test("readPerson() goes by account id, else user name, else key", () => {
  const all = { accountId: "acc", name: "ada", key: "JIRAUSER1", displayName: "Ada" };
  equal(readPerson(all)?.id, "acc");
  equal(readPerson({ ...all, accountId: null })?.id, "ada");
  equal(readPerson({ key: "JIRAUSER1" })?.id, "JIRAUSER1");
  deepEqual(readPerson({ name: "ada" }), { id: "ada", name: "ada" });
  equal(readPerson({ displayName: "Ada" }), null);
});

Deno.test("readStatus() files a status without category under undefined", () => {
  equal(readStatus({ id: "1", name: "Open" })?.category, "undefined");
  equal(readStatus({ id: "1", statusCategory: { key: 7 } })?.category, "7");
});

Deno.test("readProject() needs both id and key", () => {
  deepEqual(readProject({ id: 1, key: "A" }), { id: "1", key: "A", name: "A" });
  equal(readProject({ id: 1 }), null);
  equal(readProject({ key: "A" }), null);
});

Deno.test("readList() keeps the first hundred it can read", () => {
  deepEqual(readList([1, null, "a", {}], readId), ["1", "a"]);
  equal(readList(Array(500).fill("a"), readId).length, 100);
  deepEqual(readList("aaa", readId), []);
});
