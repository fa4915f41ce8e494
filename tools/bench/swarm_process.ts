/**
 * A swarm of feed clients, in a process of its own so that it costs the server nothing but a share
 * of the machine.
 *
 * @module
 */

import type { Cursor } from "../../lib/feed/protocol.ts";
import { Child } from "./child.ts";
import { type Address, TOKEN } from "./service.ts";

/** What a swarm is told to do. */
export type SwarmOrder =
  /** Have that many clients follow from a cursor. Answers `{"connected"}`. */
  | {
    readonly order: "connect";
    readonly count: number;
    readonly address: Address;
    readonly token: string;
    readonly cursor: Cursor;
  }
  /** Count from now on. Answers `{"waiting"}` at once, and a report when all clients are there. */
  | { readonly order: "reach"; readonly seq: number };

/** What reached the clients. */
export interface ArrivalReport {
  readonly frames: number;
  readonly items: number;
  /** Of all frames, without their heads. */
  readonly bytes: number;
  /** From the first frame at any client to the last at the last, ms. */
  readonly took: number;
}

/** A running swarm; disposing of it ends all its connections. */
export class Swarm implements AsyncDisposable {
  readonly #child = new Child({ module: "tools/bench/swarm.ts", speaksOn: "stdout" });

  /** Connects that many clients, which follow from `cursor`. */
  async connect(
    count: number,
    { address, cursor }: { readonly address: Address; readonly cursor: Cursor },
  ): Promise<void> {
    await this.#order({ order: "connect", count, address, token: TOKEN, cursor });
    await this.#child.hear(/^\{"connected"/);
  }

  /**
   * Counts from now on.
   *
   * @returns Once it counts; what it gives then waits until every client has reached `seq`.
   */
  async reach(seq: number): Promise<{ readonly arrived: () => Promise<ArrivalReport> }> {
    await this.#order({ order: "reach", seq });
    await this.#child.hear(/^\{"waiting"/);
    return { arrived: async () => JSON.parse(await this.#child.hear(/^\{"frames"/)) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#child[Symbol.asyncDispose]();
  }

  async #order(order: SwarmOrder): Promise<void> {
    await this.#child.tell(JSON.stringify(order));
  }
}
