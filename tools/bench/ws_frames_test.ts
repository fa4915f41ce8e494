import { deepEqual, throws } from "node:assert/strict";
import { createRandom } from "../../lib/simulator/random.ts";
import { FrameReader, OPCODE, writeMasked } from "./ws_frames.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A frame as a server writes it, its length in as many bytes as given. */
function served(text: string, lengthBytes: 0 | 2 | 8): number[] {
  const payload = encoder.encode(text);
  const length = Array.from({ length: lengthBytes }, (_, at) => {
    return Math.floor(payload.length / 256 ** (lengthBytes - 1 - at)) % 256;
  });
  const short = lengthBytes === 0 ? payload.length : lengthBytes === 2 ? 126 : 127;
  return [0x81, short, ...length, ...payload];
}

Deno.test("FrameReader hands on the same frames however the bytes are cut", () => {
  const texts = ["", "short", "m".repeat(126), "l".repeat(70_000), "x"];
  const bytes = new Uint8Array([
    ...served(texts[0]!, 0),
    ...served(texts[1]!, 0),
    ...served(texts[2]!, 2),
    ...served(texts[3]!, 8),
    ...served(texts[4]!, 0),
  ]);
  for (const seed of [1, 2, 3, 4, 5]) {
    const random = createRandom(seed);
    const reader = new FrameReader();
    const found: string[] = [];
    for (let at = 0; at < bytes.length;) {
      const size = random.pick([1, 2, 3, 130, 40_000]);
      reader.push(bytes.slice(at, at + size), (_, payload) => found.push(decoder.decode(payload)));
      at += size;
    }
    deepEqual(found, texts, `seed ${seed}`);
  }
});

Deno.test("FrameReader tells what kind each frame is", () => {
  const kinds: number[] = [];
  new FrameReader().push(new Uint8Array([0x89, 0, 0x81, 1, 65, 0x88, 2, 3, 232]), (opcode) => {
    kinds.push(opcode);
  });
  deepEqual(kinds, [OPCODE.ping, OPCODE.text, OPCODE.close]);
});

Deno.test("writeMasked() masks with zeros and writes the shortest length", () => {
  deepEqual([...writeMasked(OPCODE.text, encoder.encode("ab"))], [
    ...[0x81, 0x82, 0, 0, 0, 0],
    ...[97, 98],
  ]);
  const long = writeMasked(OPCODE.text, new Uint8Array(300));
  deepEqual([...long.subarray(0, 8)], [0x81, 0xfe, 1, 44, 0, 0, 0, 0]);
  deepEqual(long.length, 308);
  throws(() => writeMasked(OPCODE.text, new Uint8Array(65_536)), RangeError);
});
