import { equal } from "node:assert/strict";
import { titleOf, viewOf, VIEWS } from "./views.ts";

Deno.test("viewOf() finds each view by its address", () => {
  for (const view of VIEWS) equal(viewOf(view.hash), view);
});

Deno.test("viewOf() takes any other address for the feed's", () => {
  for (const hash of ["", "#", "#token=abc", "#/nowhere", "#/sync/"]) {
    equal(viewOf(hash).id, "feed");
  }
});

Deno.test("titleOf() names the view, but for the first", () => {
  equal(titleOf(viewOf("#/")), "Boardcast");
  equal(titleOf(viewOf("#/sync")), "Sync · Boardcast");
  equal(titleOf(viewOf("#/kept")), "Kept · Boardcast");
});
