/**
 * Looks for barriers in a page, with axe-core.
 *
 * @module
 */

import { deepEqual } from "node:assert/strict";
import axe from "axe-core";
import type { Page } from "playwright-core";

/** Fails with what axe-core finds wrong with the page as it is. */
export async function assertNoBarriers(page: Page): Promise<void> {
  // Evaluated by the debugger: as a script of the page its policy would rightly refuse it.
  await page.evaluate(axe.source);
  const found = await page.evaluate(async () => {
    const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run(document);
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`);
  });
  deepEqual(found, []);
}
