/**
 * Bodies as the store keeps them: compressed where that pays, in chunks that fit a value.
 *
 * @module
 */

import { deflateRawSync, inflateRawSync } from "node:zlib";
import { joinBytes } from "./bytes.ts";
import { bodyKey } from "./keys.ts";
import { type Change, type Key, type Store, StoreError } from "./types.ts";

/** How a body was stored. */
export interface BlobInfo {
  readonly encoding: "raw" | "deflate";
  readonly chunks: number;
}

/** A body ready to be stored. */
export interface Blob {
  readonly info: BlobInfo;
  readonly chunks: readonly Uint8Array[];
  /** Bytes of all chunks. */
  readonly bytes: number;
}

/** Below this many bytes compression saves less than it costs. */
const COMPRESS_FROM = 512;

/** A chunk leaves room for the encoding of its key and type in the 64 KiB of a value. */
const CHUNK_BYTES = 60 * 1024;

/** Level 1: a fifth of the bytes of a Jira body in a third of the default level's time. */
const LEVEL = 1;

/**
 * Compresses and cuts a body, at some 350 MB a second. Not deferred: on Deno zlib's callbacks run
 * on the same thread, which a body of 14 MB was seen to block just as long either way.
 */
export function packBlob(raw: Uint8Array): Blob {
  const small = raw.length < COMPRESS_FROM ? raw : deflateRawSync(raw, { level: LEVEL });
  const shrunk = small.length < raw.length;
  const bytes = shrunk ? small : raw;
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < bytes.length || at === 0; at += CHUNK_BYTES) {
    chunks.push(bytes.subarray(at, at + CHUNK_BYTES));
  }
  return {
    info: { encoding: shrunk ? "deflate" : "raw", chunks: chunks.length },
    chunks,
    bytes: bytes.length,
  };
}

/** What stores the chunks from `first` up to `end` of a body. */
export function blobSets(
  site: string,
  part: {
    readonly id: string;
    readonly blob: Blob;
    readonly first?: number;
    readonly end?: number;
  },
): NonNullable<Change["sets"]> {
  const { id, blob, first = 0, end = blob.chunks.length } = part;
  return blob.chunks.slice(first, end).map((value, at) => ({
    key: bodyKey(site, id, first + at),
    // A subarray would be stored with the whole buffer behind it.
    value: value.slice(),
  }));
}

/** The keys of a body. */
export function blobKeys(
  site: string,
  part: { readonly id: string; readonly info: BlobInfo },
): Key[] {
  return Array.from({ length: part.info.chunks }, (_, at) => bodyKey(site, part.id, at));
}

/**
 * Reads a body back.
 *
 * @throws {StoreError} `damaged` when a chunk is missing or its bytes make no body.
 */
export async function readBlob(
  store: Store,
  of: { readonly site: string; readonly id: string; readonly info: BlobInfo },
): Promise<Uint8Array> {
  const found = await store.getMany<Uint8Array>(blobKeys(of.site, of));
  const missing = found.findIndex((entry) => entry.value === null);
  if (missing >= 0) {
    throw new StoreError(
      "damaged",
      `Cannot read the body of ${of.id}: chunk ${missing + 1} of ${of.info.chunks} is missing`,
    );
  }
  const whole = joinBytes(found.map((entry) => entry.value!));
  return of.info.encoding === "raw" ? whole : inflate(whole, of.id);
}

function inflate(bytes: Uint8Array, id: string): Uint8Array {
  try {
    return inflateRawSync(bytes);
  } catch (cause) {
    throw new StoreError("damaged", `Cannot read the body of ${id}: it can't be decompressed`, {
      cause,
    });
  }
}
