/**
 * A simulated Jira whose people act when a test says so, and whose webhooks reach the service before
 * the next thing happens.
 *
 * @module
 */

import type { Flavour, SimIssue, SimPerson, SimProject } from "../lib/simulator/model.ts";
import type { Edit, Operation } from "../lib/simulator/operations.ts";
import { createSite, type Site } from "../lib/simulator/site.ts";
import { ISSUE_TYPES, STATUSES } from "../lib/simulator/workflow.ts";
import type { ExtensionBrowser } from "./_extension_browser.ts";
import type { RestartableService } from "./_restartable_service.ts";

/** Time between two things that happen, by the Jira's clock, ms. */
const PACE = 1_000;

/** Who does something. */
interface By {
  /** @default somebody who is not the person of the browser */
  readonly by?: SimPerson;
}

/** A new issue. */
export interface NewIssue extends By {
  readonly summary: string;
  readonly assignee?: SimPerson | null;
  /** @default the first project */
  readonly project?: SimProject;
}

/** A site, the service it sends to, and the people of it. */
export class Jira {
  readonly site: Site;
  /** Whoever uses the browser. */
  readonly me: SimPerson;
  readonly ana: SimPerson;
  readonly bo: SimPerson;
  readonly #service: RestartableService;

  /** A site without issues. */
  constructor(service: RestartableService, options: { readonly flavour?: Flavour } = {}) {
    let now = Date.now() - 3_600_000;
    this.#service = service;
    this.site = createSite({ seed: 7, now: () => now += PACE, ...options });
    [this.me, this.ana, this.bo] = this.site.people as [SimPerson, SimPerson, SimPerson];
  }

  /** Tells the browser who its person is. */
  async introduce(browser: Pick<ExtensionBrowser, "send">, server = "1"): Promise<void> {
    const { id, displayName } = this.me;
    await browser.send({ t: "me", server, me: [{ id, name: displayName }] });
  }

  /** Creates an issue. */
  async create(issue: NewIssue): Promise<SimIssue> {
    const { summary, by = this.ana, assignee = null, project = this.site.projects[0]! } = issue;
    const type = ISSUE_TYPES[0].id;
    await this.#do({
      op: "create",
      by: by.id,
      project: project.id,
      type,
      summary,
      assignee: assignee?.id ?? null,
    });
    return this.site.issues().at(-1)!;
  }

  /** Changes fields of an issue. */
  async edit(issue: SimIssue, { by = this.bo, ...set }: Edit & By): Promise<void> {
    await this.#do({ op: "edit", by: by.id, issue: issue.id, set });
  }

  /** Moves an issue on the board. */
  async move(
    issue: SimIssue,
    { to, by = this.bo }: By & { readonly to: keyof typeof STATUSES },
  ): Promise<void> {
    await this.#do({ op: "transition", by: by.id, issue: issue.id, to: STATUSES[to].id });
  }

  /** Comments on an issue. */
  async comment(
    issue: SimIssue,
    { text, by = this.bo }: By & { readonly text: string },
  ): Promise<void> {
    await this.#do({ op: "comment", by: by.id, issue: issue.id, text });
  }

  /** How Jira's wiki text mentions somebody. */
  mention({ id, userName }: SimPerson): string {
    return this.site.dialect.flavour === "cloud" ? `[~accountid:${id}]` : `[~${userName}]`;
  }

  async #do(operation: Operation): Promise<void> {
    for (const { body } of this.site.apply(operation)) await this.#service.post(body);
  }
}
