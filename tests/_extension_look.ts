/**
 * Looks at pages as people with and without sight do.
 *
 * @module
 */

import axe from "axe-core";
import type { Page } from "playwright-core";

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
