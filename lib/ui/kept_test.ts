import { equal, match, ok, throws } from "node:assert/strict";
import { bodyText, readKeptCount, readKeptPage, readKeptProgress } from "./kept.ts";

Deno.test("bodyText() lays JSON out, and shows anything else as it came", () => {
  const told = { encoding: "utf-8", isWhole: true };
  equal(bodyText({ ...told, body: '{"a":1}' }), '{\n  "a": 1\n}');
  equal(bodyText({ ...told, body: "no <b>JSON</b>" }), "no <b>JSON</b>");
  equal(bodyText({ ...told, body: "" }), "The body is empty.");
  equal(
    bodyText({ body: "AAEC", encoding: "base64", isWhole: true }),
    "Not text; in base64:\nAAEC",
  );
  equal(bodyText({ body: null, bodyProblem: "Cannot read it" }), "Cannot read it");
  const long = bodyText({ ...told, body: "x".repeat(100_000) });
  ok(long.length < 21_000);
  match(long, /… and more$/);
});

Deno.test("what is none of these answers is refused in plain words", () => {
  for (const answer of [null, 1, {}, { items: [{}], next: null }]) {
    throws(() => readKeptPage(answer), /Reload the page/);
  }
  throws(() => readKeptProgress({ gone: "3" }), /Reload the page/);
  throws(() => readKeptCount({ dryRun: true }), /remaining is not as this page knows it/);
  equal(readKeptProgress({ discarded: 2, gone: 0, next: null }).replayed, 0);
  equal(readKeptCount({ dryRun: true, remaining: 3 }), 3);
});
