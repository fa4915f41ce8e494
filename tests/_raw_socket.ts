/**
 * A WebSocket client on bare TCP, which reads only when told.
 *
 * @module
 */

import { SUBPROTOCOL } from "../lib/feed/protocol.ts";
import { inTime } from "./_waiting.ts";

/** See the module. */
export class RawSocket implements Disposable {
  readonly #conn: Deno.TcpConn;
  #buffer: Uint8Array = new Uint8Array(0);

  private constructor(conn: Deno.TcpConn) {
    this.#conn = conn;
  }

  /** Connects and upgrades, offering `protocol`. */
  static async open(url: string, protocol: string = SUBPROTOCOL): Promise<RawSocket> {
    const { hostname, port, host } = new URL(url);
    const raw = new RawSocket(await Deno.connect({ hostname, port: Number(port) }));
    await raw.#write(
      new TextEncoder().encode([
        "GET /ws HTTP/1.1",
        `Host: ${host}`,
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        `Sec-WebSocket-Protocol: ${protocol}`,
        "\r\n",
      ].join("\r\n")),
    );
    await raw.#readHead();
    return raw;
  }

  /** Sends a text frame of less than 64 KiB. */
  async send(frame: unknown): Promise<void> {
    const text = new TextEncoder().encode(JSON.stringify(frame));
    const length = text.length < 126 ? [text.length] : [126, text.length >> 8, text.length & 255];
    // Clients have to mask; a mask of zeros leaves the text as it is.
    const head = [0x81, 0x80 | length[0]!, ...length.slice(1), 0, 0, 0, 0];
    await this.#write(new Uint8Array([...head, ...text]));
  }

  /** Reads the next frame. */
  async next(): Promise<{ readonly opcode: number; readonly payload: Uint8Array }> {
    const [first, second] = await this.#read(2);
    let length = second! & 127;
    if (length === 126) length = new DataView((await this.#read(2)).buffer).getUint16(0);
    else if (length === 127) {
      length = Number(new DataView((await this.#read(8)).buffer).getBigUint64(0));
    }
    return { opcode: first! & 15, payload: await this.#read(length) };
  }

  /** Reads on to the close frame and tells its code. */
  async closeCode(): Promise<number> {
    while (true) {
      const { opcode, payload } = await this.next();
      if (opcode === 8) return new DataView(payload.buffer).getUint16(0);
    }
  }

  [Symbol.dispose](): void {
    this.#conn.close();
  }

  async #readHead(): Promise<void> {
    let head = "";
    while (!head.endsWith("\r\n\r\n")) head += String.fromCharCode(...await this.#read(1));
    if (!head.startsWith("HTTP/1.1 101")) throw new Error(`Cannot upgrade: ${head}`);
  }

  async #read(count: number): Promise<Uint8Array<ArrayBuffer>> {
    while (this.#buffer.length < count) {
      const chunk = new Uint8Array(65_536);
      const seen = () => this.#buffer;
      const size = await inTime(this.#conn.read(chunk), { what: "bytes of the socket", seen });
      if (size === null) throw new Error("The connection has ended");
      const joined = new Uint8Array(this.#buffer.length + size);
      joined.set(this.#buffer);
      joined.set(chunk.subarray(0, size), this.#buffer.length);
      this.#buffer = joined;
    }
    const taken = this.#buffer.slice(0, count);
    this.#buffer = this.#buffer.slice(count);
    return taken;
  }

  async #write(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length;) at += await this.#conn.write(bytes.subarray(at));
  }
}
