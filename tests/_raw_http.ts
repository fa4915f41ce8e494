/**
 * HTTP/1.1 spoken byte by byte, for calls no client would make.
 *
 * @module
 */

import { inTime } from "./_waiting.ts";

/** An answer as it came. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** What is sent of a call. */
export interface RawCall {
  readonly port: number;
  /** Header lines besides `Host`. */
  readonly headers: readonly string[];
  /** What follows the head, as fast as the service takes it. */
  readonly body?: Iterable<Uint8Array<ArrayBuffer>>;
  /** `hang_up`: says that no more comes; `stall`: leaves the service waiting for more. */
  readonly then: "hang_up" | "stall";
}

/** Posts to the intake and reads the answer, which may come before everything is sent. */
export async function rawPost(call: RawCall): Promise<RawAnswer> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port: call.port });
  const sending = send(connection, call);
  const answer = await readAnswer(connection);
  connection.close();
  await sending;
  return answer;
}

/** A body in chunks of HTTP/1.1, with the last one. */
export function* chunked(
  parts: Iterable<Uint8Array<ArrayBuffer>>,
): Generator<Uint8Array<ArrayBuffer>> {
  for (const part of parts) {
    yield bytes(`${part.length.toString(16)}\r\n`);
    yield part;
    yield bytes("\r\n");
  }
  yield bytes("0\r\n\r\n");
}

/** A text as UTF-8. */
export function bytes(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

async function send(connection: Deno.TcpConn, call: RawCall): Promise<void> {
  const head = ["POST /webhook/jira HTTP/1.1", "Host: service", ...call.headers, "\r\n"];
  try {
    await writeAll(connection, bytes(head.join("\r\n")));
    for (const part of call.body ?? []) await writeAll(connection, part);
    if (call.then === "hang_up") await connection.closeWrite();
  } catch {
    // The service hangs up when it has heard enough, and so do we when it has answered.
  }
}

async function writeAll(connection: Deno.TcpConn, part: Uint8Array): Promise<void> {
  for (let at = 0; at < part.length;) at += await connection.write(part.subarray(at));
}

async function readAnswer(connection: Deno.TcpConn): Promise<RawAnswer> {
  let text = "";
  const room = new Uint8Array(16_384);
  while (true) {
    const size = await inTime(connection.read(room), { what: "an answer", seen: () => text });
    text += new TextDecoder().decode(room.subarray(0, size ?? 0));
    const answer = parseAnswer(text);
    if (answer !== null) return answer;
    if (size === null) throw new Error(`The connection ended after ${JSON.stringify(text)}`);
  }
}

/** `null` while something is missing. */
function parseAnswer(text: string): RawAnswer | null {
  const end = text.indexOf("\r\n\r\n");
  if (end < 0) return null;
  const [first = "", ...lines] = text.slice(0, end).split("\r\n");
  const headers = new Headers(
    lines.map((line): [string, string] => {
      const at = line.indexOf(":");
      return [line.slice(0, at), line.slice(at + 1).trim()];
    }),
  );
  const body = text.slice(end + 4);
  if (body.length < Number(headers.get("content-length"))) return null;
  return { status: Number(first.split(" ")[1]), headers, text: body };
}
