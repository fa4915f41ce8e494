import { deepEqual, equal, match } from "node:assert/strict";
import { readJiraOptions } from "./jira_options.ts";

Deno.test("readJiraOptions() reads an action and its options", () => {
  deepEqual(readJiraOptions(["webhook", "check"]), {
    t: "webhook",
    action: "check",
    url: null,
    jql: null,
    id: null,
  });
  const args = ["webhook", "create", "--jql", "project = ABC", "--url", "https://b.example.com/x"];
  deepEqual(readJiraOptions(args), {
    t: "webhook",
    action: "create",
    url: "https://b.example.com/x",
    jql: "project = ABC",
    id: null,
  });
});

for (
  const [args, says] of [
    [[], /^Nothing to do: say deno task jira webhook check/],
    [["webhook"], /^webhook needs an action: list, check, create, repair, delete$/],
    [["webhook", "mend"], /Not known: webhook mend/],
    [["webhook", "check", "now"], /Not known: webhook check now/],
    [["webhook", "check", "--id", "7"], /--id goes with delete only/],
    [["webhook", "create", "--url", "boardcast"], /--url boardcast: not an address/],
    [["webhook", "check", "--fast"], /fast/],
  ] as const
) {
  Deno.test(`readJiraOptions() says what is wrong with "${args.join(" ")}"`, () => {
    const command = readJiraOptions(args);
    equal(command.t, "wrong");
    match(command.t === "wrong" ? command.message : "", says);
  });
}
