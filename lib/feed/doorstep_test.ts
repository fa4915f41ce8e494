import { equal, ok } from "node:assert/strict";
import { Doorstep, STRANGERS, STRANGERS_PER_ADDRESS } from "./doorstep.ts";

Deno.test("a doorstep takes so many of one address, and others all the same", () => {
  const doorstep = new Doorstep();
  const places = Array.from({ length: STRANGERS_PER_ADDRESS }, () => {
    ok(doorstep.admits("a"));
    return doorstep.enter("a");
  });
  equal(doorstep.admits("a"), false);
  equal(doorstep.admits("b"), true);
  places[0]![Symbol.dispose]();
  places[0]![Symbol.dispose]();
  ok(doorstep.admits("a"));
  doorstep.enter("a");
  equal(doorstep.admits("a"), false, "one place was given back, once");
});

Deno.test("a doorstep takes so many in all", () => {
  const doorstep = new Doorstep();
  for (let n = 0; n < STRANGERS; n++) doorstep.enter(`address ${n}`);
  equal(doorstep.admits("another"), false);
});
