/**
 * Room for deliveries: how many bytes of bodies are in memory, and how many wait in the store.
 *
 * @module
 */

/** Bytes of bodies kept in memory at most; beyond, deliveries are only stored and read back. */
export const MEMORY_BYTES: number = 32 * 1024 * 1024;

/** Bytes of bodies that may wait in the store without room in memory; beyond, Jira must wait. */
export const BACKLOG_BYTES: number = 4 * 1024 * 1024 * 1024;

/** Bytes taken and left, of one isolate. */
export interface Room {
  /** Takes room in memory; `false` when there is none. One body has room whatever its size. */
  reserve(bytes: number): boolean;
  /** Gives room in memory back. */
  release(bytes: number): void;
  /** So many bytes more wait in the store; a negative number: fewer. */
  wait(bytes: number): void;
  /** Nothing waits in the store, whatever was counted. */
  nothingWaits(): void;
  /** Whether anything waits in the store. */
  readonly isAnyWaiting: boolean;
  /** Whether the disk has room for more that waits. */
  hasRoom(): boolean;
}

/** Makes room in which there is nothing yet. */
export function createRoom(): Room {
  let inMemory = 0;
  let backlog = 0;
  return {
    reserve: (bytes) => {
      if (inMemory > 0 && inMemory + bytes > MEMORY_BYTES) return false;
      inMemory += bytes;
      return true;
    },
    release: (bytes) => {
      inMemory -= bytes;
    },
    wait: (bytes) => {
      backlog = Math.max(0, backlog + bytes);
    },
    nothingWaits: () => {
      backlog = 0;
    },
    get isAnyWaiting() {
      return backlog > 0;
    },
    hasRoom: () => backlog < BACKLOG_BYTES,
  };
}
