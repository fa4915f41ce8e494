import { deepEqual, equal } from "node:assert/strict";
import { keepToken, takeToken, type TokenPlaces } from "./token.ts";

function places(hash: string): TokenPlaces & { readonly shown: unknown[] } {
  const kept = new Map<string, string>();
  const shown: unknown[] = [];
  return {
    shown,
    location: { hash, pathname: "/", search: "?kind=created" },
    history: { replaceState: (_state, _title, address) => void shown.push(address) },
    storage: {
      getItem: (key) => kept.get(key) ?? null,
      setItem: (key, value) => void kept.set(key, value),
      removeItem: (key) => void kept.delete(key),
    },
  };
}

Deno.test("takeToken() takes the token out of the address and keeps it for the tab", () => {
  const window = places("#token=a%2Bb");
  equal(takeToken(window), "a+b");
  deepEqual(window.shown, ["/?kind=created"]);
  equal(takeToken({ ...window, location: { ...window.location, hash: "" } }), "a+b");
});

Deno.test("takeToken() leaves an address without a token as it is", () => {
  const window = places("#section");
  equal(takeToken(window), null);
  deepEqual(window.shown, []);
});

Deno.test("keepToken() forgets when told to", () => {
  const window = places("");
  keepToken(window.storage, "one");
  equal(takeToken(window), "one");
  keepToken(window.storage, null);
  equal(takeToken(window), null);
});
