import { deepEqual } from "node:assert/strict";
import { ANA, ME } from "./_samples.ts";
import { findPeople } from "./people.ts";

Deno.test("findPeople() finds by words of name or id, those whose name begins with it first", () => {
  const people = [ME, ANA, { id: "x", name: "Hanna Lima" }];
  deepEqual(findPeople(people, "lima").map(({ name }) => name), ["Ana Lima", "Hanna Lima"]);
  deepEqual(findPeople(people, "han").map(({ name }) => name), ["Hanna Lima"]);
  deepEqual(findPeople(people, " "), []);
});
