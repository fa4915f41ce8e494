import { deepEqual, equal } from "node:assert/strict";
import { type Registration, WANTED_EVENTS, type Webhooks } from "../../jira/rest/registration.ts";
import { judgeRegistrations, type Judging } from "./judge_registration.ts";
import { NOTHING_KNOWN } from "./registration_state.ts";

const URL = "https://boardcast.example.com/webhook/jira";

function registered(kind: Webhooks["kind"], part: Partial<Registration> = {}): Registration {
  return {
    id: "1",
    name: "Boardcast",
    url: URL,
    events: WANTED_EVENTS[kind],
    jql: "",
    isEnabled: true,
    hasBody: true,
    isSigned: true,
    expiresAt: null,
    ...part,
  };
}

function judge(registrations: readonly Registration[], judging: Partial<Judging> = {}) {
  const { health, ...judged } = judgeRegistrations(registrations, {
    kind: "admin",
    known: NOTHING_KNOWN,
    url: URL,
    secret: null,
    takesUnsigned: false,
    now: 0,
    ...judging,
  });
  return { ...judged, codes: health.findings.map(({ code }) => code) };
}

Deno.test("the JQL of a webhook that was not there before is what is wanted", () => {
  const { jql, codes } = judge([registered("admin", { jql: "project = ABC" })]);
  equal(jql, "project = ABC");
  deepEqual(codes, []);
});

Deno.test("a JQL that was changed in Jira since is not what is wanted", () => {
  const known = { ...NOTHING_KNOWN, jql: "", ids: ["1"] };
  const { jql, codes } = judge([registered("admin", { jql: "project = ABC" })], { known });
  equal(jql, "");
  deepEqual(codes, ["jql"]);
});

Deno.test("a webhook without a signature is well only where Jira can't sign and hints are taken", () => {
  for (const kind of ["admin", "server"] as const) {
    for (const takesUnsigned of [true, false]) {
      const { codes } = judge([registered(kind, { isSigned: false })], { kind, takesUnsigned });
      deepEqual(codes, kind === "server" && takesUnsigned ? [] : ["unsigned"]);
    }
  }
});

Deno.test("an app that nobody asked for a webhook may do without one, and no other may", () => {
  equal(judge([], { kind: "app" }).isUnasked, true);
  equal(judge([], { kind: "app", known: { ...NOTHING_KNOWN, jql: "a = b" } }).isUnasked, false);
  equal(judge([registered("app")], { kind: "app" }).isUnasked, false);
  equal(judge([]).isUnasked, false);
});
