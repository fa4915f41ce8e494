import { equal } from "node:assert/strict";
import { awayWords } from "./away.ts";

const at = (epoch: string, seq: number) => ({ epoch, seq });

Deno.test("awayWords() counts the changes between two positions of one log", () => {
  equal(awayWords(at("a.1", 10), at("a.2", 52)), "42 changes while you were away");
  equal(awayWords(at("a.1", 10), at("a.1", 11)), "1 change while you were away");
});

Deno.test("awayWords() counts nothing across logs, or backwards", () => {
  const anew = "The service's log began anew while you were away";
  equal(awayWords(at("a.1", 10), at("b.1", 52)), anew);
  equal(awayWords(at("a.1", 10), at("a.2", 4)), anew);
});
