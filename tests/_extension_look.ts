/**
 * Looks at pages as people with and without sight do.
 *
 * @module
 */

import axe from "axe-core";
import { deepEqual } from "node:assert/strict";
import type { Page } from "playwright-core";
import type { Jira } from "./_extension_jira.ts";
import { picture, settled, type Stage } from "./_extension_stage.ts";

/** What of a page stands in somebody's way, by the rules of axe-core; empty when nothing does. */
export async function barriers(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: typeof axe }).axe.run(document, {
      // Popups and side panels are no pages one skips within.
      rules: { bypass: { enabled: false } },
    })
  );
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

/** Texts that are cut off, or make the page wider than its window. */
export async function clipped(page: Page): Promise<string[]> {
  return await page.evaluate(() => {
    const found: string[] = [];
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth) found.push(`page: ${root.scrollWidth}`);
    const all = document.querySelectorAll<HTMLElement>(
      "button, label, p, h1, h2, h3, legend, dd, li",
    );
    for (const element of all) {
      if (element.matches(".unseen, .unseen *") || !element.checkVisibility()) continue;
      const { overflowX, webkitLineClamp } = getComputedStyle(element);
      const { right } = element.getBoundingClientRect();
      const isCut = overflowX !== "visible" && element.scrollWidth > element.clientWidth + 1;
      if ((isCut && webkitLineClamp === "none") || right > root.clientWidth + 1) {
        found.push(`${element.tagName}: ${element.innerText.slice(0, 60)}`);
      }
    }
    return found;
  });
}

/** Boxes to tick that stand anywhere but in the line in which their words begin. */
export async function besides(page: Page): Promise<string[]> {
  return await page.evaluate(() => {
    const labels = [...document.querySelectorAll<HTMLElement>("label.check")];
    return labels.filter((label) => {
      const box = label.querySelector("input")!.getBoundingClientRect();
      const words = document.createRange();
      words.setStartAfter(label.querySelector("input")!);
      words.setEndAfter(label.lastChild!);
      const [line] = words.getClientRects();
      return label.checkVisibility() && line !== undefined &&
        (box.top > line.bottom || box.bottom < line.top || box.right > line.left);
    }).map(({ innerText }) => innerText);
  });
}

/** Sees that there is no barrier in either colours and nothing is cut off, and keeps pictures. */
export async function look(page: Page, name: string): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    deepEqual(await barriers(page), [], `${name}, ${colorScheme}`);
    await picture(page, `${name}-${colorScheme}`, { whole: name.startsWith("options") });
  }
  deepEqual(await clipped(page), [], name);
}

/** A morning's worth of changes, of all sorts. */
export async function fill(
  { browser, service, jira }: Stage & { readonly jira: Jira },
): Promise<void> {
  const [first, second] = jira.site.projects;
  const login = await jira.create({
    summary: "Login sheet closes when the phone wakes up",
    assignee: jira.me,
    project: first!,
  });
  const slow = await jira.create({
    summary: "Search takes four seconds on large boards",
    by: jira.me,
    project: second!,
  });
  const other = await jira.create({ summary: "Receipts show the wrong currency in Switzerland" });
  for (const summary of ["Dark mode in e-mails", "Retry failed payouts", "Export as CSV"]) {
    await jira.create({ summary, assignee: jira.me });
  }
  await jira.move(login, { to: "progress" });
  await jira.edit(login, { priority: "1", by: jira.ana });
  await jira.move(slow, { to: "review" });
  await jira.comment(slow, { text: "Measured again: the index was missing. Down to 80 ms." });
  await jira.comment(other, {
    text: `Could you have a look, ${jira.mention(jira.me)}? It only happens with rounding.`,
    by: jira.ana,
  });
  await jira.edit(login, { assignee: jira.ana.id, by: jira.bo });
  await settled({ browser, service });
}
