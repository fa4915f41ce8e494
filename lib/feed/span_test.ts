import { deepEqual, equal } from "node:assert/strict";
import { entryOf } from "../../tests/_feed_log.ts";
import { Audience, Audiences } from "./audience.ts";
import { Recent, spanOf } from "./span.ts";

const entries = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, at) => entryOf(from + at));

const bounds = { entries: 8, bytes: 1_000_000 };

Deno.test("Recent ignores what it knows and refuses what does not follow", () => {
  const recent = new Recent(4, bounds);
  equal(recent.append(entries(5, 6)), true);
  equal(recent.append(entries(5, 7)), true);
  equal(recent.append(entries(9, 9)), false);
  equal(recent.last, 7);
  deepEqual([5, 6, 7].map((seq) => recent.at(seq).entry.seq), [5, 6, 7]);
});

Deno.test("Recent keeps the newest entries within its bounds", () => {
  const recent = new Recent(0, bounds);
  recent.append(entries(1, 9));
  deepEqual([recent.after, recent.last, recent.at(4).entry.seq], [3, 9, 4]);
  const size = recent.at(9).bytes;
  const small = new Recent(0, { entries: 100, bytes: size * 4 });
  small.append(entries(1, 5));
  deepEqual([small.after, small.last], [2, 5]);
});

Deno.test("Recent can be left with nothing by one entry above its bounds", () => {
  const recent = new Recent(0, { entries: 8, bytes: 10 });
  recent.append(entries(1, 1));
  deepEqual([recent.after, recent.last], [1, 1]);
  equal(recent.append(entries(2, 2)), true);
});

const viewer = { grant: { projects: "all", levels: "all" }, subs: {} } as const;
const room = { events: 64, bytes: 256 * 1024 };

Deno.test("Audience builds a frame once for all who stand at the same place", () => {
  const span = spanOf(0, entries(1, 3));
  const audience = new Audience(viewer);
  const place = { sent: 0, scanned: 0 };
  let reads = 0;
  const counted = { after: 0, last: 3, at: (seq: number) => (reads++, span.at(seq)) };
  const first = audience.next(counted, { place, room });
  equal(audience.next(counted, { place, room })?.text, first?.text);
  equal(reads, 3);
  audience.clear();
  audience.next(counted, { place, room });
  equal(reads, 6);
});

Deno.test("Audience gives readers in step the same piece, and one with less room what fits", () => {
  const span = spanOf(0, entries(1, 3));
  const audience = new Audience(viewer);
  const place = { sent: 0, scanned: 0 };
  const piece = audience.next(span, { place, room });
  equal(audience.next(span, { place: { ...place }, room }), piece);
  const fitting = (less: Partial<typeof room>) =>
    audience.next(span, { place, room: { ...room, ...less } })?.load;
  deepEqual(fitting({ events: 2 }), { to: 2, events: 2, bytes: span.at(1).bytes * 2 });
  deepEqual(fitting({ bytes: span.at(1).bytes }), { to: 1, events: 1, bytes: span.at(1).bytes });
  const behind = audience.next(span, { place: { sent: 0, scanned: 1 }, room });
  deepEqual(behind?.load, { to: 3, events: 2, bytes: span.at(1).bytes * 2 });
});

Deno.test("Audience sees what has come since it last looked", () => {
  const recent = new Recent(0, bounds);
  const audience = new Audience(viewer);
  recent.append(entries(1, 2));
  equal(audience.next(recent, { place: { sent: 0, scanned: 0 }, room })?.place.sent, 2);
  recent.append(entries(3, 3));
  equal(audience.next(recent, { place: { sent: 0, scanned: 0 }, room })?.place.sent, 3);
  equal(audience.next(recent, { place: { sent: 3, scanned: 3 }, room }), null);
});

Deno.test("Audiences are shared by viewers who mean the same, and forgotten with the last", () => {
  const audiences = new Audiences();
  const one = audiences.join(viewer);
  equal(audiences.join({ ...viewer, subs: { any: [] } }), one);
  const other = audiences.join({ ...viewer, subs: { me: ["a"] } });
  equal(other === one, false);
  audiences.leave(one);
  equal(audiences.join(viewer), one);
  audiences.leave(one);
  audiences.leave(one);
  equal(audiences.join(viewer) === one, false);
});
