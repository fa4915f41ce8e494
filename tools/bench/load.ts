/**
 * Three ways to send deliveries: as fast as they are answered, at a rate whatever happens, and all
 * at once.
 *
 * @module
 */

import { Connection } from "./connection.ts";
import type { Address } from "./service.ts";
import type { Delivery } from "./workload.ts";

/** Answers by status. */
export type Answers = ReadonlyMap<number, number>;

/** Sends one after the other over each of `connections`; no connection is ever idle. */
export async function sendAll(
  deliveries: readonly Delivery[],
  { to, connections }: { readonly to: Address; readonly connections: number },
): Promise<Answers> {
  const answers = new Map<number, number>();
  let next = 0;
  const work = async (connection: Connection) => {
    for (let mine = next++; mine < deliveries.length; mine = next++) {
      count(answers, await connection.send(deliveries[mine]!.request));
    }
  };
  await overConnections(await Connection.openMany(connections, to), work);
  return answers;
}

/**
 * Sends each at its moment of a fixed schedule, over a new connection when all others still wait for
 * their answers: a service that stalls is sent more meanwhile, as Jira would, and every delivery of
 * the stall counts.
 *
 * @returns How late each was sent, ms: what the sender itself fell behind.
 */
export async function sendAtRate(
  deliveries: readonly Delivery[],
  options: {
    readonly to: Address;
    /** Deliveries a second. */
    readonly rate: number;
    /** Told before the delivery is written. */
    readonly onSend: (delivery: Delivery) => void;
  },
): Promise<{ readonly answers: Answers; readonly late: readonly number[] }> {
  const { to, rate, onSend } = options;
  const idle = await Connection.openMany(8, to);
  const answers = new Map<number, number>();
  const under: Promise<void>[] = [];
  const late: number[] = [];
  const send = async (delivery: Delivery) => {
    onSend(delivery);
    const connection = idle.pop() ?? await Connection.open(to);
    count(answers, await connection.send(delivery.request));
    idle.push(connection);
  };
  const begin = performance.now();
  for (const [at, delivery] of deliveries.entries()) {
    const due = begin + at * 1_000 / rate;
    const wait = due - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    late.push(Math.max(0, performance.now() - due));
    under.push(send(delivery));
  }
  await Promise.all(under);
  for (const connection of idle) connection[Symbol.dispose]();
  return { answers, late };
}

/** Sends all at the same moment, spread over as many connections as are given. */
export async function sendAtOnce(
  deliveries: readonly Delivery[],
  { over, onStart }: { readonly over: readonly Connection[]; readonly onStart: () => void },
): Promise<Answers> {
  const answers = new Map<number, number>();
  const shares = over.map((_, at) => deliveries.filter((_, index) => index % over.length === at));
  onStart();
  await overConnections(over, async (connection, at) => {
    for (const delivery of shares[at]!) count(answers, await connection.send(delivery.request));
  });
  return answers;
}

/**
 * Makes sure that every delivery was accepted.
 *
 * @throws {Error} With the other answers.
 */
export function expectAccepted(answers: Answers, count: number): void {
  if (answers.get(202) === count && answers.size === 1) return;
  const found = [...answers].map(([status, times]) => `${times} × ${status}`).join(", ");
  throw new Error(`Cannot measure: of ${count} deliveries were answered ${found}`);
}

async function overConnections(
  connections: readonly Connection[],
  work: (connection: Connection, at: number) => Promise<void>,
): Promise<void> {
  try {
    await Promise.all(connections.map(work));
  } finally {
    for (const connection of connections) connection[Symbol.dispose]();
  }
}

/** Counts statuses. */
export function tally(statuses: readonly number[]): Answers {
  const answers = new Map<number, number>();
  for (const status of statuses) count(answers, status);
  return answers;
}

function count(answers: Map<number, number>, status: number): void {
  answers.set(status, (answers.get(status) ?? 0) + 1);
}
