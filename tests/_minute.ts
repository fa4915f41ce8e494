/**
 * A minute of the schedules that look at Jira.
 *
 * @module
 */

import type { Service } from "../lib/service.ts";

/** Watches and compares, as the schedules do each minute. */
export async function minute(service: Pick<Service, "watch" | "compare">): Promise<void> {
  await Promise.all([service.watch(), service.compare()]);
}
