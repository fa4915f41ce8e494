import { deepEqual, equal } from "node:assert/strict";
import {
  atWork,
  badge,
  choose,
  extensionTest,
  settled,
  shows,
  type Stage,
} from "./_extension_stage.ts";
import type { Jira } from "./_extension_jira.ts";
import { shownNotices } from "./_extension_notices.ts";
import { DEFAULTS } from "../extension/model/settings.ts";
import { eventually } from "./_waiting.ts";

type Work = Stage & { readonly jira: Jira };

extensionTest("extension, what people wish for: which changes", [
  ["1. only when it concerns me, and why", atWork(onlyMine)],
  ["2. the badge counts only what concerns me directly", atWork(countsDirect)],
  ["3. never about my own changes", atWork(neverOwn)],
  ["4. a muted project stays silent and is kept", atWork(mutesProject)],
  ["5. a muted issue stays silent and is kept", atWork(mutesIssue)],
  ["6. snoozed until a time, or until the next change", atWork(snoozes)],
  ["8. one rule holds for list, badge and notifications", atWork(oneRule)],
  ["9. by field, by kind, and by status", atWork(byField)],
]);

async function onlyMine({ browser, service, jira }: Work): Promise<void> {
  const mine = await jira.create({ summary: "Mine", assignee: jira.me });
  const reported = await jira.create({ summary: "Reported", by: jira.me });
  const other = await jira.create({ summary: "Of others" });
  await jira.move(reported, { to: "progress" });
  await jira.move(other, { to: "progress" });
  await jira.comment(other, { text: `Look ${jira.mention(jira.me)}` });
  await settled({ browser, service });
  const inbox = await browser.inbox();
  await shows(inbox, [other.key, reported.key, mine.key]);
  deepEqual(await inbox.locator(".row-foot .why").allInnerTexts(), [
    "Mentions you",
    "Reported by you",
    "Assigned to you",
  ]);
  equal((await browser.entries()).length, 3, "the change of others' issue is not kept");
  await choose(browser, { reasons: { ...DEFAULTS.reasons, reporter: false, watching: false } });
  await shows(inbox, [other.key, mine.key]);
}

async function countsDirect({ browser, service, jira }: Work): Promise<void> {
  const mine = await jira.create({ summary: "Mine", assignee: jira.me });
  const followed = await jira.create({ summary: "Followed" });
  await settled({ browser, service });
  const place = { server: service.url, kind: "issue", id: followed.id, key: followed.key } as const;
  await browser.send({ t: "follow", place, on: true });
  await jira.move(followed, { to: "progress" });
  await settled({ browser, service });
  await badge(browser, "1");
  const inbox = await browser.inbox();
  await shows(inbox, [followed.key, mine.key]);
  await badge(browser, "1");
  await choose(browser, { badge: "all" });
  await badge(browser, "2");
}

async function neverOwn({ browser, service, jira }: Work): Promise<void> {
  const issue = await jira.create({ summary: "Mine", assignee: jira.me });
  await jira.comment(issue, { text: "I did this", by: jira.me });
  await settled({ browser, service });
  const inbox = await browser.inbox();
  equal(await inbox.getByText("commented").count(), 0);
  await badge(browser, "1");
  await choose(browser, { ownChanges: true });
  await jira.comment(issue, { text: "And this", by: jira.me });
  await inbox.getByText("And this").waitFor();
  await badge(browser, "1");
}

async function mutesProject({ browser, service, jira }: Work): Promise<void> {
  const [loud, quiet] = jira.site.projects;
  await choose(browser, { notify: { ...DEFAULTS.notify, on: true } });
  const first = await jira.create({ summary: "First", assignee: jira.me, project: quiet! });
  const inbox = await browser.inbox();
  await inbox.getByRole("article").focus();
  await inbox.keyboard.press("m");
  await inbox.getByRole("button", { name: `Mute ${quiet!.key}`, exact: true }).click();
  await inbox.getByText("Nothing new").waitFor();
  await badge(browser, "");
  const second = await jira.create({ summary: "Second", assignee: jira.me, project: quiet! });
  const third = await jira.create({ summary: "Third", assignee: jira.me, project: loud! });
  await settled({ browser, service });
  await shows(inbox, [third.key]);
  await badge(browser, "1");
  await inbox.keyboard.press("3");
  await shows(inbox, [second.key, first.key]);
  // What was muted is told of no longer; what is not, is.
  const ids = (await browser.entries()).map(({ item }) => `1:${item.id}`);
  await eventually(() => browser.notices(), (found) => found.join() === ids[2]);
  deepEqual((await shownNotices(browser)).map(({ id }) => id), [ids[0], ids[2]]);
}

async function mutesIssue({ browser, service, jira }: Work): Promise<void> {
  const noisy = await jira.create({ summary: "Noisy", assignee: jira.me });
  const inbox = await browser.inbox();
  await shows(inbox, [noisy.key]);
  await inbox.getByRole("article").hover();
  await inbox.getByRole("button", { name: "Follow or mute" }).click();
  await inbox.getByRole("button", { name: `Mute ${noisy.key}`, exact: true }).click();
  await jira.move(noisy, { to: "progress" });
  const other = await jira.create({ summary: "Other", assignee: jira.me });
  await settled({ browser, service });
  await shows(inbox, [other.key]);
  await inbox.getByRole("button", { name: /^Muted/ }).click();
  await shows(inbox, [noisy.key]);
  equal((await browser.entries()).length, 3);
}

async function snoozes({ browser, service, jira }: Work): Promise<void> {
  const issue = await jira.create({ summary: "Not now", assignee: jira.me });
  const inbox = await browser.inbox();
  await shows(inbox, [issue.key]);
  await inbox.keyboard.press("s");
  await inbox.getByRole("button", { name: "Until it changes" }).click();
  await shows(inbox, []);
  await badge(browser, "");
  await jira.move(issue, { to: "progress" });
  await shows(inbox, [issue.key]);
  await badge(browser, "2");
  await browser.send({ t: "snooze", ref: `1:${issue.id}`, until: Date.now() + 2_000 });
  await shows(inbox, []);
  await jira.move(issue, { to: "review" });
  await settled({ browser, service });
  await shows(inbox, []);
  await eventually(
    async () => {
      await browser.tick();
      return await inbox.getByRole("article").count();
    },
    (count) => count === 1,
  );
  await badge(browser, "3");
}

async function oneRule({ browser, service, jira }: Work): Promise<void> {
  await choose(browser, {
    notify: { ...DEFAULTS.notify, on: true },
    reasons: { ...DEFAULTS.reasons, reporter: false, watching: false },
  });
  const reported = await jira.create({ summary: "Reported", by: jira.me });
  await jira.move(reported, { to: "progress" });
  const mine = await jira.create({ summary: "Mine", assignee: jira.me });
  await settled({ browser, service });
  await badge(browser, "1");
  equal((await eventually(() => browser.notices(), ({ length }) => length > 0)).length, 1);
  await shows(await browser.inbox(), [mine.key]);
}

async function byField({ browser, service, jira }: Work): Promise<void> {
  await choose(browser, { ignoredFields: ["Priority"], kindsOff: ["commented"] });
  const issue = await jira.create({ summary: "Mine", assignee: jira.me });
  const other = await jira.create({ summary: "Also mine", assignee: jira.me });
  await jira.edit(issue, { priority: "1" });
  await jira.comment(issue, { text: "A comment" });
  await jira.move(issue, { to: "progress" });
  await settled({ browser, service });
  const told = (await browser.entries()).map(({ item }) => item.changes?.[0]?.field ?? item.kind);
  deepEqual(told.slice(2), ["status"]);
  const inbox = await browser.inbox();
  await shows(inbox, [issue.key, other.key]);
  await inbox.getByRole("searchbox", { name: "Search" }).fill("in progress");
  await shows(inbox, [issue.key]);
}
