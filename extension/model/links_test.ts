import { equal } from "node:assert/strict";
import { isOfJira, issueLink, keyInAddress, patternOf } from "./links.ts";

for (
  const [address, key] of [
    ["https://x.atlassian.net/browse/SHOP-12", "SHOP-12"],
    ["https://x.atlassian.net/browse/shop-12?focusedId=1", "SHOP-12"],
    ["https://x.atlassian.net/jira/software/projects/A/boards/1?selectedIssue=A_B-3", "A_B-3"],
    ["https://jira.example.com/projects/SHOP/issues/SHOP-4", "SHOP-4"],
    ["https://x.atlassian.net/jira/your-work", null],
    ["https://x.atlassian.net/browse/SHOP", null],
    ["no address", null],
  ] as const
) {
  Deno.test(`keyInAddress() of ${address} is ${key}`, () => equal(keyInAddress(address), key));
}

Deno.test("links lead to issues, and belong to their own Jira only", () => {
  equal(issueLink("https://j.example.com/jira", "A-1"), "https://j.example.com/jira/browse/A-1");
  equal(issueLink(null, "A-1"), null);
  equal(isOfJira("https://j.example.com.evil.example/browse/A-1", "https://j.example.com"), false);
  equal(patternOf("http://127.0.0.1:8000/x"), "http://127.0.0.1/*");
});
