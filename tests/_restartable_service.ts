/**
 * A service that can be stopped and started again on the same port and file, for tests that look at
 * it from outside.
 *
 * @module
 */

import { type RunningService, runService, TOKEN } from "./_service.ts";

/** A service that can be called, while it runs. */
export class RestartableService implements AsyncDisposable {
  readonly #folder: string;
  #file = 0;
  #ahead = 0;
  #port = 0;
  #token = TOKEN;
  #running: RunningService | null = null;
  #delivered = 0;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Starts one with a store of its own. */
  static async start(): Promise<RestartableService> {
    const service = new RestartableService(await Deno.makeTempDir());
    await service.startAgain();
    return service;
  }

  /** `http://127.0.0.1:<port>` */
  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Token of its admin. */
  get token(): string {
    return this.#token;
  }

  /** Starts on the port and file of before. */
  async startAgain(): Promise<void> {
    const KV_PATH = `${this.#folder}/${this.#file}.sqlite`;
    const env = { KV_PATH, ADMIN_TOKEN: this.#token, JIRA_BASE_URL: "https://jira.example" };
    const now = () => Date.now() + this.#ahead;
    this.#running = await runService({ env, port: this.#port, now });
    this.#port = this.#running.port;
  }

  /** Stops it as a signal would. */
  async stop(): Promise<void> {
    await this.#running?.[Symbol.asyncDispose]();
    this.#running = null;
  }

  /** From the next start on another token is the admin's. */
  changeToken(): void {
    this.#token = `${TOKEN}-${crypto.randomUUID()}`;
  }

  /** The next start finds an empty store. */
  loseFile(): void {
    this.#file++;
  }

  /** Has days pass, and what is done about old entries done; whoever is connected stays so. */
  async passDays(days: number): Promise<void> {
    this.#ahead += days * 86_400_000;
    await this.#running?.service.everyHour();
  }

  /** Posts a signed webhook body. */
  async post(body: unknown): Promise<void> {
    if (this.#running === null) throw new TypeError("Cannot post: the service is stopped");
    const identifier = `delivery-${++this.#delivered}`;
    const headers = { "x-atlassian-webhook-identifier": identifier };
    const response = await this.#running.post(body, headers);
    await response.body?.cancel();
    if (response.status !== 202) throw new Error(`Webhook answered with ${response.status}`);
  }

  /** Where its log stands once everything accepted is applied. */
  async position(): Promise<{ readonly epoch: string; readonly seq: number }> {
    if (this.#running === null) throw new TypeError("Cannot look: the service is stopped");
    await this.#running.settled();
    return await (await this.#running.get("/api/status")).json();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    await Deno.remove(this.#folder, { recursive: true });
  }
}

/** What an {@linkcode issueUpdated} body says. */
export interface IssueUpdate {
  /** Number of the issue in its project; also of the change. */
  readonly number: number;
  readonly summary: string;
  /** @default "DEMO" */
  readonly project?: string;
  /** @default "Ana Lima" */
  readonly actor?: string;
  /** @default To Do → In Progress */
  readonly change?: { readonly field: string; readonly from: string | null; readonly to: string };
}

/** A body of `jira:issue_updated`, as Jira Cloud shapes it. */
export function issueUpdated(update: IssueUpdate): unknown {
  const { number, summary, project = "DEMO", actor = "Ana Lima" } = update;
  const change = update.change ?? { field: "status", from: "To Do", to: "In Progress" };
  const at = Date.now();
  const person = { accountId: `account-${actor}`, displayName: actor };
  return {
    timestamp: at,
    webhookEvent: "jira:issue_updated",
    issue_event_type_name: "issue_generic",
    user: person,
    issue: {
      id: `${project.length}${10_000 + number}`,
      key: `${project}-${number}`,
      fields: {
        summary,
        created: "2026-01-01T09:00:00.000+0000",
        updated: new Date(at).toISOString().replace("Z", "+0000"),
        project: { id: `100${project.length}`, key: project, name: `Project ${project}` },
        issuetype: { id: "1", name: "Task" },
        status: {
          id: "3",
          name: "In Progress",
          statusCategory: { id: 4, key: "indeterminate", name: "In Progress" },
        },
        priority: { id: "3", name: "Medium" },
        assignee: person,
        reporter: person,
      },
    },
    changelog: {
      id: `${100_000 + number}`,
      items: [{
        field: change.field,
        fieldId: change.field,
        fieldtype: "jira",
        from: change.from,
        fromString: change.from,
        to: change.to,
        toString: change.to,
      }],
    },
  };
}
