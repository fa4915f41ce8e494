/**
 * The kinds of store there are, for suites that must hold on each.
 *
 * @module
 */

import { openStore } from "../lib/store/open.ts";
import type { RawKv } from "../lib/store/commit.ts";
import type { Store } from "../lib/store/types.ts";
import { startKvServer } from "./_kv_server.ts";

/** A store of its own, empty. */
export interface OpenedStore extends AsyncDisposable {
  readonly store: Store;
}

/** One kind of store. */
export interface StoreKind {
  readonly name: string;
  /** Why it can't be had here; its tests are then reported as ignored. */
  readonly missing: string | null;
  /** Opens an empty one; `wrap` stands between the store and Deno KV. */
  readonly open: (wrap?: (kv: RawKv) => RawKv) => Promise<OpenedStore>;
}

const DENOKV = Deno.env.get("DENOKV") ?? null;

/** All kinds. */
export const STORES: readonly StoreKind[] = [
  {
    name: "memory",
    missing: null,
    open: async (wrap) => {
      const store = await openAt(":memory:", wrap);
      return { store, [Symbol.asyncDispose]: () => store.close() };
    },
  },
  {
    name: "file",
    missing: null,
    open: async (wrap) => {
      const folder = await Deno.makeTempDir();
      const store = await openAt(`${folder}/kv.sqlite`, wrap);
      return {
        store,
        [Symbol.asyncDispose]: async () => {
          await store.close();
          await Deno.remove(folder, { recursive: true });
        },
      };
    },
  },
  {
    name: "denokv",
    missing: DENOKV === null ? "DENOKV names no denokv program" : null,
    open: async (wrap) => {
      const folder = await Deno.makeTempDir();
      const server = await startKvServer(DENOKV!, folder);
      Deno.env.set("DENO_KV_ACCESS_TOKEN", server.token);
      const store = await openAt(server.url, wrap);
      return {
        store,
        [Symbol.asyncDispose]: async () => {
          await store.close();
          await server.stop();
          await Deno.remove(folder, { recursive: true });
        },
      };
    },
  },
];

function openAt(path: string, wrap?: (kv: RawKv) => RawKv): Promise<Store> {
  return openStore({ path, ...wrap === undefined ? {} : { wrap } });
}
