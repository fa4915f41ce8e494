import { deepEqual, equal, match } from "node:assert/strict";
import { checkRegistration } from "./check_registration.ts";
import type { Registration, Webhooks } from "./registration.ts";

const DAY = 86_400_000;
const URL_OURS = "https://boardcast.example.com/webhook/jira";
const EVENTS = ["jira:issue_created", "jira:issue_updated", "comment_created"];

const GOOD: Registration = {
  id: "7",
  name: "Boardcast",
  url: URL_OURS,
  events: [...EVENTS, "user_created"],
  jql: "",
  isEnabled: true,
  hasBody: true,
  isSigned: true,
  expiresAt: null,
};

const other = (change: Partial<Registration>): Registration => ({ ...GOOD, ...change });

function check(
  registrations: readonly Registration[],
  options: {
    readonly kind?: Webhooks["kind"];
    readonly jql?: string;
    readonly takesUnsigned?: boolean;
  } = {},
) {
  return checkRegistration(registrations, {
    wanted: { url: URL_OURS, events: EVENTS, jql: options.jql ?? "" },
    kind: options.kind ?? "admin",
    takesUnsigned: options.takesUnsigned ?? false,
    now: 0,
  });
}

const codes = (...args: Parameters<typeof check>) =>
  check(...args).findings.map(({ level, code }) => `${level} ${code}`);

Deno.test("a registration that is there once, enabled, whole and signed has nothing wrong", () => {
  const strangers = [other({ id: "1", url: "https://elsewhere.example.com/hook" })];
  const { ours, copies, findings, daysLeft } = check([...strangers, GOOD]);
  deepEqual([ours, copies, findings, daysLeft], [GOOD, [], [], null]);
});

Deno.test("addresses are the same whatever their spelling", () => {
  deepEqual(codes([other({ url: "https://Boardcast.example.com:443/webhook/jira/" })]), []);
});

Deno.test("none is red, and a former address is named", () => {
  deepEqual(codes([]), ["red missing"]);
  const former = other({ url: "https://old.example.com/webhook/jira" });
  match(
    check([former]).findings[0]?.message ?? "",
    /for https:\/\/old\.example\.com\/webhook\/jira/,
  );
});

Deno.test("several deliver everything several times: the enabled one is kept", () => {
  const disabled = other({ id: "1", isEnabled: false });
  const { ours, copies, findings } = check([disabled, GOOD, other({ id: "9" })]);
  deepEqual([ours?.id, copies.map(({ id }) => id)], ["7", ["9", "1"]]);
  match(findings[0]?.message ?? "", /delivered 3 times\. Delete 9, 1/);
});

const WRONG: readonly (readonly [finding: string, change: Partial<Registration>])[] = [
  ["red disabled", { isEnabled: false }],
  ["red events", { events: ["comment_created", "jira:issue_created"] }],
  ["amber events", { events: ["jira:issue_created", "jira:issue_updated"] }],
  ["red jql", { jql: "project = ABC" }],
  ["red no_body", { hasBody: false }],
  ["red unsigned", { isSigned: false }],
  ["red expired", { expiresAt: -1 }],
  ["amber expires", { expiresAt: 9 * DAY }],
];

for (const [finding, change] of WRONG) {
  Deno.test(`${JSON.stringify(change)} is ${finding}`, () => {
    deepEqual(codes([other(change)]), [finding]);
  });
}

Deno.test("what Jira does not tell is nothing wrong, and nor is an app without a secret", () => {
  deepEqual(codes([other({ isSigned: null })]), []);
  deepEqual(codes([other({ isSigned: false })], { kind: "app" }), []);
});

Deno.test("an old Data Center is told to be updated, as it can't sign", () => {
  match(
    check([other({ isSigned: false })], { kind: "server" }).findings[0]?.message ?? "",
    /can't sign webhooks.*Update it to 10 or later, or set INTAKE_UNSIGNED=refetch/,
  );
  const taken = { kind: "server", takesUnsigned: true } as const;
  deepEqual(codes([other({ isSigned: false })], taken), []);
  deepEqual(codes([other({ isSigned: false })], { ...taken, kind: "datacenter" }), [
    "red unsigned",
  ]);
});

Deno.test("days left are whole ones", () => {
  equal(check([other({ expiresAt: 30 * DAY - 1 })]).daysLeft, 29);
  deepEqual(codes([other({ expiresAt: 10 * DAY })]), []);
});
