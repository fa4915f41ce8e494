/**
 * What the simulated REST API answers.
 *
 * @module
 */

/** An answer; `body` is written as JSON. */
export interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Objects read, each of which costs a point beyond the first. */
  readonly read?: number;
}

/** A request that Jira refuses. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** A refusal as Jira writes it. */
export function errorBody(message: string): { errorMessages: string[]; errors: object } {
  return { errorMessages: [message], errors: {} };
}
