import { deepEqual } from "node:assert/strict";
import { SETTING_NAMES } from "./settings.ts";
import { strayWords } from "./stray_settings.ts";

for (
  const [name, words] of [
    ["JIRA_BASEURL", "JIRA_BASEURL is set, but is no setting. Did you mean JIRA_BASE_URL?"],
    ["jira_base_url", "jira_base_url is set, but is no setting. Did you mean JIRA_BASE_URL?"],
    ["JIRA_WEBHOOK_SECRETS", /Did you mean JIRA_WEBHOOK_SECRET\?/],
    ["ADMIN_TOKN", /Did you mean ADMIN_TOKEN\?/],
    ["DENO_KV_ACESS_TOKEN", /Did you mean DENO_KV_ACCESS_TOKEN\?/],
    ["KVPATH", /Did you mean KV_PATH\?/],
    ["JIRA_HOST", "JIRA_HOST is set, but is no setting: README.md lists them."],
  ] as const
) {
  Deno.test(`strayWords() tells of ${name}`, () => {
    const told = strayWords({ [name]: "anything" });
    const fits = typeof words === "string" ? told.join() === words : words.test(told.join());
    deepEqual([told.length, fits], [1, true], told.join());
  });
}

Deno.test("strayWords() says nothing of settings, nor of what a machine has set anyway", () => {
  const all = Object.fromEntries(SETTING_NAMES.map((name) => [name, "x"]));
  deepEqual(strayWords(all), []);
  deepEqual(
    strayWords({
      PATH: "/bin",
      HOME: "/root",
      HOSTNAME: "box",
      PWD: "/",
      SHLVL: "1",
      DENO_CERT: "ca.pem",
      DENO_DEPLOY: "1",
      PROMPT: "$",
      SPORT: "1",
      POST: "1",
    }),
    [],
  );
});
