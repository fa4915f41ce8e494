import { deepEqual, throws } from "node:assert/strict";
import { parseJql } from "./jql_parse.ts";

Deno.test("parseJql() reads conditions, brackets and an order", () => {
  const { where, order } = parseJql(
    "project in (PAY, 10001) AND (updated >= -15m OR id = 'PAY-7') ORDER BY updated ASC, key DESC",
  );
  deepEqual(order, [
    { field: "updated", descending: false },
    { field: "issue", descending: true },
  ]);
  deepEqual(where, {
    kind: "and",
    clauses: [
      {
        kind: "term",
        field: "project",
        name: "project",
        operator: "in",
        values: [{ text: "PAY", quoted: false }, { text: "10001", quoted: false }],
      },
      {
        kind: "or",
        clauses: [
          {
            kind: "term",
            field: "updated",
            name: "updated",
            operator: ">=",
            values: [{ text: "-15m", quoted: false }],
          },
          {
            kind: "term",
            field: "issue",
            name: "id",
            operator: "=",
            values: [{ text: "PAY-7", quoted: true }],
          },
        ],
      },
    ],
  });
});

Deno.test("parseJql() takes AND before OR, and words in any case", () => {
  const { where } = parseJql("id = 1 or id = 2 AND ID not in (3)");
  deepEqual(where?.kind, "or");
  deepEqual(parseJql("").where, null);
  deepEqual(parseJql(" order by created desc").order, [{ field: "created", descending: true }]);
});

const REFUSED: readonly (readonly [jql: string, message: RegExp])[] = [
  ["colour = red", /^Field 'colour' does not exist or you do not have permission to view it\.$/],
  ["project PAY", /Expecting operator but got 'PAY'.*\(line 1, character 9\)$/],
  ["project", /Expecting operator before the end of the query/],
  ["project =", /Expecting either a value, list or function before the end/],
  ["project = PAY id = 1", /Expecting either 'OR' or 'AND' but got 'id'/],
  ["project in (PAY", /Expecting either ',' or '\)' before the end/],
  ["project = P@Y", /The character '@' is a reserved JQL character.*'\\u0040'/],
  ['project = "PAY', /The quoted string 'PAY' has not been completed/],
  ["updated >= startOfDay()", /Unable to find JQL function 'startOfDay\(\)'/],
  ["id = 1 ORDER BY id, id, id, id, id, id, id, id", /maximum number of ORDER BY/],
];

for (const [jql, message] of REFUSED) {
  Deno.test(`parseJql() refuses ${jql}`, () => {
    throws(() => parseJql(jql), { name: "JqlError", message });
  });
}
