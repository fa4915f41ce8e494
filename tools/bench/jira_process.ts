/**
 * The Jira that a service under measurement is compared with.
 *
 * @module
 */

import { SIMULATED_CREDENTIALS } from "../../lib/simulator/rest/rest.ts";
import { Child } from "./child.ts";

/** A running Jira; disposing of it stops it. */
export class BenchJira implements AsyncDisposable {
  /** Settings that give a service access to it. */
  readonly env: Readonly<Record<string, string>>;
  readonly #child: Child;

  private constructor(child: Child, url: string) {
    this.#child = child;
    const { email, token } = SIMULATED_CREDENTIALS;
    this.env = { JIRA_BASE_URL: url, JIRA_EMAIL: email, JIRA_API_TOKEN: token };
  }

  /** Starts one with that many issues; the first `told` are those of a workload. */
  static async start(
    { seed, told, issues }: { seed: number; told: number; issues: number },
  ): Promise<BenchJira> {
    const child = new Child({
      module: "tools/bench/jira.ts",
      env: { SEED: `${seed}`, TOLD: `${told}`, ISSUES: `${issues}` },
      speaksOn: "stdout",
    });
    const { url } = JSON.parse(await child.hear(/^\{"url"/));
    return new BenchJira(child, url);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#child[Symbol.asyncDispose]();
  }
}
