/**
 * A feed client that knows only how far it is, and acknowledges as `lib/feed/client/client.ts` does: when
 * half the window is used, with each heartbeat, and else some time later.
 *
 * @module
 */

import { ACK_WITHIN } from "../../lib/feed/client/stream.ts";
import { type Cursor, LIMITS, SUBPROTOCOL } from "../../lib/feed/protocol.ts";
import type { Address } from "./service.ts";
import { FrameReader, OPCODE, writeMasked } from "./ws_frames.ts";

/** How often the owner of clients calls the `acknowledge` of each, ms: as long as clients wait. */
export const ACK_EVERY: number = ACK_WITHIN * 3 / 4;

/** What a client is opened with. */
export interface RawClientOptions {
  readonly address: Address;
  readonly token: string;
  /** Its name; no two may have the same. */
  readonly client: string;
  readonly cursor: Cursor;
  /** Told of each `events` frame, with the text as bytes that are good until it returns. */
  readonly onEvents: (client: RawClient, frame: Uint8Array) => void;
}

/** Room for a few frames of one entry: more only costs memory, 10,000 times. */
const CHUNK = 8 * 1024;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A connection that follows the feed. */
export class RawClient implements Disposable {
  /** Last `to` it was sent. */
  position: number;
  readonly #conn: Deno.TcpConn;
  readonly #options: RawClientOptions;
  readonly #ready = Promise.withResolvers<void>();
  #acknowledged: number;
  #open = true;

  private constructor(conn: Deno.TcpConn, options: RawClientOptions) {
    this.#conn = conn;
    this.#options = options;
    this.position = this.#acknowledged = options.cursor.seq;
  }

  /**
   * Connects and says hello.
   *
   * @returns When the server is ready to stream.
   * @throws {Error} When it ends the connection instead.
   */
  static async open(options: RawClientOptions): Promise<RawClient> {
    const conn = await Deno.connect(options.address);
    conn.setNoDelay(true);
    const client = new RawClient(conn, options);
    const { token, cursor } = options;
    const hello = { t: "hello", token, client: options.client, cursor };
    await conn.write(encoder.encode(UPGRADE));
    await client.#readHead();
    client.#send(JSON.stringify(hello));
    void client.#read();
    await client.#ready.promise;
    return client;
  }

  /** Acknowledges what is not acknowledged yet. */
  acknowledge(): void {
    if (this.position === this.#acknowledged) return;
    this.#acknowledged = this.position;
    this.#send(`{"t":"ack","seq":${this.position}}`);
  }

  [Symbol.dispose](): void {
    if (!this.#open) return;
    this.#open = false;
    this.#conn.close();
  }

  /** Nothing follows the head before the server has heard hello. */
  async #readHead(): Promise<void> {
    const chunk = new Uint8Array(1_024);
    let head = "";
    while (!head.endsWith("\r\n\r\n")) {
      const size = await this.#conn.read(chunk);
      if (size === null) throw new Error(`Cannot upgrade: ${head}`);
      head += decoder.decode(chunk.subarray(0, size));
    }
    if (!head.startsWith("HTTP/1.1 101")) throw new Error(`Cannot upgrade: ${head}`);
  }

  async #read(): Promise<void> {
    const reader = new FrameReader();
    const chunk = new Uint8Array(CHUNK);
    const take = (opcode: number, payload: Uint8Array) => this.#take(opcode, payload);
    try {
      for (let size: number | null = 0; size !== null; size = await this.#conn.read(chunk)) {
        reader.push(chunk.subarray(0, size), take);
      }
    } catch (cause) {
      if (this.#open) this.#ready.reject(cause);
    }
    this.#ready.reject(new Error("Cannot follow the feed: the connection was closed"));
    this[Symbol.dispose]();
  }

  #take(opcode: number, payload: Uint8Array): void {
    if (opcode === OPCODE.ping) return this.#write(OPCODE.pong, payload);
    if (opcode !== OPCODE.text) return;
    const range = rangeOf(payload);
    if (range === null) return this.#hear(decoder.decode(payload));
    const beat = range.from === range.to;
    this.position = range.to;
    if (beat) this.#acknowledged = -1;
    else this.#options.onEvents(this, payload);
    if (beat || (this.position - this.#acknowledged) * 2 >= LIMITS.window_events) {
      this.acknowledge();
    }
  }

  #hear(text: string): void {
    if (text.startsWith('{"t":"ready"')) this.#ready.resolve();
    else this.#ready.reject(new Error(`Cannot follow the feed: the server said ${text}`));
  }

  #send(text: string): void {
    this.#write(OPCODE.text, encoder.encode(text));
  }

  /** Frames of clients are shorter than any socket's buffer, so that one write takes them whole. */
  #write(opcode: number, payload: Uint8Array): void {
    if (!this.#open) return;
    this.#conn.write(writeMasked(opcode, payload)).catch(() => this[Symbol.dispose]());
  }
}

const UPGRADE = [
  "GET /ws HTTP/1.1",
  "Host: boardcast.example.com",
  "Connection: Upgrade",
  "Upgrade: websocket",
  "Sec-WebSocket-Version: 13",
  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
  `Sec-WebSocket-Protocol: ${SUBPROTOCOL}`,
  "\r\n",
].join("\r\n");

const EVENTS = encoder.encode('{"t":"events","from":');
const TO = encoder.encode(',"to":').length;

/** The range of an `events` frame, read without parsing the rest; `null` for any other frame. */
export function rangeOf(frame: Uint8Array): { readonly from: number; readonly to: number } | null {
  for (let at = 0; at < EVENTS.length; at++) if (frame[at] !== EVENTS[at]) return null;
  const from = numberAt(frame, EVENTS.length);
  return { from: from.value, to: numberAt(frame, from.end + TO).value };
}

function numberAt(bytes: Uint8Array, start: number): { value: number; end: number } {
  let value = 0;
  let end = start;
  for (; bytes[end]! >= 48 && bytes[end]! <= 57; end++) value = value * 10 + bytes[end]! - 48;
  return { value, end };
}
