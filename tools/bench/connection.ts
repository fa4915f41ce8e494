/**
 * One kept-alive HTTP/1.1 connection that does as little as can be: whoever makes the load shares
 * the processor with what is measured.
 *
 * @module
 */

import type { Address } from "./service.ts";

const ANSWER_BYTES = 4_096;

const decoder = new TextDecoder();

/** A connection for one request at a time. */
export class Connection implements Disposable {
  readonly #conn: Deno.TcpConn;
  readonly #buffer = new Uint8Array(ANSWER_BYTES);

  private constructor(conn: Deno.TcpConn) {
    this.#conn = conn;
  }

  /** Connects. */
  static async open(address: Address): Promise<Connection> {
    const conn = await Deno.connect(address);
    conn.setNoDelay(true);
    return new Connection(conn);
  }

  /** That many connections. */
  static async openMany(count: number, address: Address): Promise<Connection[]> {
    const connections: Connection[] = [];
    // No more at a time than a listener's queue holds on every system.
    const step = 100;
    while (connections.length < count) {
      const open = Math.min(step, count - connections.length);
      connections.push(
        ...await Promise.all(Array.from({ length: open }, () => Connection.open(address))),
      );
    }
    return connections;
  }

  /**
   * Sends a request as it is, and reads the whole answer.
   *
   * @returns The status.
   * @throws {Error} When the connection ends first.
   */
  async send(request: Uint8Array): Promise<number> {
    for (let at = 0; at < request.length;) at += await this.#conn.write(request.subarray(at));
    let text = "";
    while (!isWhole(text)) {
      const size = await this.#conn.read(this.#buffer);
      if (size === null) throw new Error("Cannot read the answer: the connection was closed");
      text += decoder.decode(this.#buffer.subarray(0, size));
    }
    return Number(text.slice("HTTP/1.1 ".length, "HTTP/1.1 202".length));
  }

  [Symbol.dispose](): void {
    this.#conn.close();
  }
}

/** The service's answers to deliveries are ASCII and say how long they are. */
function isWhole(text: string): boolean {
  const end = text.indexOf("\r\n\r\n");
  if (end < 0) return false;
  const length = /\r\ncontent-length: *(\d+)/i.exec(text)?.[1];
  if (length === undefined) throw new Error(`Cannot read the answer: no length in ${text}`);
  return text.length >= end + 4 + Number(length);
}
