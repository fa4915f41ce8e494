import { equal } from "node:assert/strict";
import { createPatience } from "./patience.ts";

Deno.test("begins() lets a read be put off by 10 s at most", () => {
  const patience = createPatience();
  const round = (notBefore: number) => {
    patience.begin();
    const at = patience.begins("1", notBefore);
    patience.end();
    return at;
  };
  equal(round(2_000), 2_000);
  equal(round(9_000), 9_000);
  equal(round(30_000), 12_000);
});

Deno.test("done() gives the next read time again", () => {
  const patience = createPatience();
  patience.begin();
  patience.begins("1", 2_000);
  patience.begins("1", 30_000);
  patience.done("1", 12_000);
  patience.end();
  patience.begin();
  equal(patience.begins("1", 30_000), 22_000);
});

Deno.test("end() forgets what the round has not met, and nothing when a round broke off", () => {
  const patience = createPatience();
  patience.begin();
  patience.begins("1", 2_000);
  patience.end();
  patience.begin();
  patience.begin();
  equal(patience.begins("1", 30_000), 12_000, "the round before ended early");
  patience.begin();
  patience.end();
  patience.begin();
  equal(patience.begins("1", 30_000), 30_000);
});
