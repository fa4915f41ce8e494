/**
 * Everybody who is sent the same: frames are built once for all of them.
 *
 * @module
 */

import { type Batch, collect, fitting, type Room } from "./batch.ts";
import type { Viewer } from "./filter.ts";
import { canonicalViewer, fingerprint } from "./fingerprint.ts";
import { writeEvents } from "./frames.ts";
import { LIMITS } from "./protocol.ts";
import type { Span } from "./span.ts";

/** Stretches and frames kept: connections in step share one, those that lag a little a few more. */
const KEPT = 16;

const FULL: Room = { events: LIMITS.window_events, bytes: LIMITS.window_bytes };

/** Where a reader stands. */
export interface Place {
  /** Last `to` it was sent. */
  readonly sent: number;
  /** Looked at up to here; everything in between is hidden from it. */
  readonly scanned: number;
}

/** Items sent and not acknowledged. */
export interface Load {
  readonly to: number;
  readonly events: number;
  readonly bytes: number;
}

/** The next piece of a stream. Readers in step share it, so none makes anything of its own. */
export interface Piece {
  /** An `events` frame; `null` when everything looked at is hidden. */
  readonly text: string | null;
  /** Where the reader stands after it. */
  readonly place: Place;
  readonly load: Load;
}

/** The piece made last, and what it was made of. */
interface Made {
  readonly span: Span;
  readonly last: number;
  readonly place: Place;
  readonly piece: Piece;
}

interface Prepared {
  readonly batches: Map<number, { readonly batch: Batch; readonly last: number }>;
  readonly frames: Map<string, string>;
}

/** One viewer, and what is prepared for it. */
export class Audience {
  readonly viewer: Viewer;
  /** See {@linkcode fingerprint}. */
  readonly scope: string;
  /** Made when needed and dropped after: many audiences have one member, which mostly is idle. */
  #prepared: Prepared | null = null;
  #made: Made | null = null;

  constructor(viewer: Viewer) {
    this.viewer = viewer;
    this.scope = fingerprint(viewer);
  }

  /** The next piece for a reader at `place`, or `null` when the span holds nothing new for it. */
  next(
    span: Span,
    { place, room }: { readonly place: Place; readonly room: Room },
  ): Piece | null {
    const made = this.#made;
    if (made !== null && isFor(made, { span, place, room })) return made.piece;
    if (place.scanned >= span.last) return null;
    const batch = this.#batch(span, place.scanned);
    const fits = fitting(batch, room);
    const piece = this.#piece(fits, place);
    if (fits === batch) this.#made = { span, last: span.last, place, piece };
    return piece;
  }

  #piece({ items, scanned, bytes }: Batch, place: Place): Piece {
    const to = items.at(-1)?.seq ?? place.sent;
    const text = items.length === 0
      ? null
      : this.#frame({ from: place.sent, to }, { items, after: place.scanned });
    return { text, place: { sent: to, scanned }, load: { to, events: items.length, bytes } };
  }

  /** Forgets what is prepared: the log is another one. */
  clear(): void {
    this.#prepared = this.#made = null;
  }

  get #kept(): Prepared {
    return this.#prepared ??= { batches: new Map(), frames: new Map() };
  }

  #batch(span: Span, after: number): Batch {
    const { batches } = this.#kept;
    const known = batches.get(after);
    if (known !== undefined && known.last === span.last) return known.batch;
    const batch = collect(span, { after, viewer: this.viewer, room: FULL });
    keep(batches, after, { batch, last: span.last });
    return batch;
  }

  #frame(
    range: { readonly from: number; readonly to: number },
    { items, after }: { readonly items: Batch["items"]; readonly after: number },
  ): string {
    const name = `${range.from}-${after}-${range.to}`;
    const { frames } = this.#kept;
    const known = frames.get(name);
    if (known !== undefined) return known;
    const text = writeEvents(range, items.map((item) => item.text).join(","));
    keep(frames, name, text);
    return text;
  }
}

/** Whether a reader would be given the same: it is in step with whom the piece was made for. */
function isFor(
  { span, last, place, piece }: Made,
  reader: { readonly span: Span; readonly place: Place; readonly room: Room },
): boolean {
  const { room } = reader;
  return span === reader.span && last === reader.span.last &&
    place.sent === reader.place.sent && place.scanned === reader.place.scanned &&
    piece.load.events <= room.events && piece.load.bytes <= room.bytes;
}

function keep<K, V>(map: Map<K, V>, key: K, value: V): void {
  map.delete(key);
  map.set(key, value);
  if (map.size > KEPT) map.delete(map.keys().next().value!);
}

/** The audiences of an isolate; viewers who are sent the same share one. */
export class Audiences {
  readonly #known = new Map<string, { readonly audience: Audience; members: number }>();

  /** Joins the audience of a viewer; to be left with {@linkcode leave}. */
  join(viewer: Viewer): Audience {
    // The whole text, not the fingerprint: two viewers must never share by an accident of hashing.
    const name = canonicalViewer(viewer);
    const known = this.#known.get(name);
    if (known !== undefined) {
      known.members++;
      return known.audience;
    }
    const audience = new Audience(viewer);
    this.#known.set(name, { audience, members: 1 });
    return audience;
  }

  /** Leaves an audience; it is forgotten with its last member. */
  leave(audience: Audience): void {
    const name = canonicalViewer(audience.viewer);
    const known = this.#known.get(name);
    if (known !== undefined && --known.members === 0) this.#known.delete(name);
  }

  /** Has every audience forget what is prepared. */
  clear(): void {
    for (const { audience } of this.#known.values()) audience.clear();
  }
}
