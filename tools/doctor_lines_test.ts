import { equal } from "node:assert/strict";
import { doctorJson, doctorSum, doctorText } from "./doctor_lines.ts";

const LINE = { check: "jira", level: "red", message: "No answer there. Look at it." } as const;

Deno.test("doctorText() wraps beside the name of the check", () => {
  equal(
    doctorText(LINE, { columns: 43, colours: false }),
    "✗ red    jira        No answer there. Look\n                     at it.",
  );
});

Deno.test("doctorText() does not wrap for a pipe, nor where nothing would fit", () => {
  for (const columns of [null, 10]) {
    equal(
      doctorText(LINE, { columns, colours: false }),
      "✗ red    jira        No answer there. Look at it.",
    );
  }
});

Deno.test("doctorText() paints sign and word only", () => {
  equal(
    doctorText(LINE, { columns: null, colours: true }),
    "\x1b[31m✗ red  \x1b[0m  jira        No answer there. Look at it.",
  );
});

Deno.test("doctorSum() counts, and doctorJson() tells whether something is red", () => {
  equal(doctorSum([LINE, { ...LINE, level: "amber" }]), "1 red, 1 amber, 0 green");
  equal(JSON.parse(doctorJson([LINE])).ok, false);
  equal(JSON.parse(doctorJson([{ ...LINE, level: "amber" }])).ok, true);
});
