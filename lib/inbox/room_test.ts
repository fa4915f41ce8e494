import { equal } from "node:assert/strict";
import { BACKLOG_BYTES, createRoom, MEMORY_BYTES } from "./room.ts";

Deno.test("reserve() takes no more than there is room for, and what was released again", () => {
  const room = createRoom();
  equal(room.reserve(MEMORY_BYTES - 10), true);
  equal(room.reserve(11), false);
  equal(room.reserve(10), true);
  equal(room.reserve(1), false);
  room.release(10);
  equal(room.reserve(10), true);
});

Deno.test("reserve() takes one body whatever its size, and nothing beside it", () => {
  const room = createRoom();
  equal(room.reserve(2 * MEMORY_BYTES), true);
  equal(room.reserve(1), false);
  room.release(2 * MEMORY_BYTES);
  equal(room.reserve(1), true);
});

Deno.test("hasRoom() is over once the store holds as much as may wait", () => {
  const room = createRoom();
  equal(room.isAnyWaiting, false);
  room.wait(BACKLOG_BYTES - 1);
  equal(room.hasRoom(), true);
  room.wait(1);
  equal(room.hasRoom(), false);
  room.wait(-1);
  equal(room.hasRoom(), true);
  equal(room.isAnyWaiting, true);
  room.nothingWaits();
  equal(room.isAnyWaiting, false);
});
