/**
 * As much of WebSocket framing (RFC 6455 §5) as a client on bare TCP needs: a WebSocket object costs
 * several times what a read of the socket does, and 10,000 clients share a processor with the server.
 *
 * @module
 */

/** The kinds of frame that matter. */
export const OPCODE = { text: 1, close: 8, ping: 9, pong: 10 } as const;

/** Longest payload written without an extended length; acknowledgements are shorter. */
const SHORT = 125;

/** Writes a whole masked frame. A mask of zeros is a mask, and leaves the payload as it is. */
export function writeMasked(opcode: number, payload: Uint8Array): Uint8Array<ArrayBuffer> {
  const length = payload.length <= SHORT
    ? [payload.length]
    : [SHORT + 1, payload.length >> 8, payload.length & 255];
  if (payload.length > 0xffff) throw new RangeError("Cannot write the frame: above 64 KiB");
  const head = [0x80 | opcode, 0x80 | length[0]!, ...length.slice(1), 0, 0, 0, 0];
  const frame = new Uint8Array(head.length + payload.length);
  frame.set(head);
  frame.set(payload, head.length);
  return frame;
}

/** Cuts what a server sends into its frames. */
export class FrameReader {
  #rest: Uint8Array = new Uint8Array(0);

  /**
   * Takes the next bytes and hands on each frame they complete. The payload is only a view, good
   * until `onFrame` returns. Servers do not mask, and ours does not fragment.
   */
  push(chunk: Uint8Array, onFrame: (opcode: number, payload: Uint8Array) => void): void {
    const bytes = this.#rest.length === 0 ? chunk : joined(this.#rest, chunk);
    let at = 0;
    while (true) {
      const head = headAt(bytes, at);
      if (head === null || head.end > bytes.length) break;
      onFrame(bytes[at]! & 15, bytes.subarray(head.start, head.end));
      at = head.end;
    }
    this.#rest = at === bytes.length ? EMPTY : bytes.slice(at);
  }
}

const EMPTY = new Uint8Array(0);

/** Where the payload of the frame at `at` lies; `null` while its length is not known. */
function headAt(bytes: Uint8Array, at: number): { start: number; end: number } | null {
  if (at + 2 > bytes.length) return null;
  const short = bytes[at + 1]! & 127;
  if (short <= SHORT) return { start: at + 2, end: at + 2 + short };
  const start = at + (short === SHORT + 1 ? 4 : 10);
  if (start > bytes.length) return null;
  let length = 0;
  for (let each = at + 2; each < start; each++) length = length * 256 + bytes[each]!;
  return { start, end: start + length };
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
