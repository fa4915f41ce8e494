import { deepEqual, equal, rejects } from "node:assert/strict";
import type { FeedItem } from "../../feed/protocol.ts";
import { type Api, ApiError, fetchHistory } from "./api.ts";

const { signal } = new AbortController();

function item(seq: number): FeedItem {
  return { seq, id: `item-${seq}`, at: seq, kind: "updated", source: "webhook" };
}

/** A service whose log stands at `head` and which answers with what `frameAfter` gives. */
function service(
  log: { readonly seq: number; readonly floor: number },
  frameAfter: (seq: number) => unknown,
): Api & { readonly asked: URL[] } {
  const asked: URL[] = [];
  const answer = (address: URL) => {
    asked.push(address);
    if (address.pathname === "/api/status") return Response.json({ epoch: "e.1", ...log });
    return Response.json(frameAfter(Number(address.searchParams.get("cursor")?.split(":")[1])));
  };
  const fetch = (address: URL) => Promise.resolve(answer(address));
  return { fetch: fetch as typeof globalThis.fetch, url: "http://x", token: "t", asked };
}

Deno.test("fetchHistory() reads page by page from what is kept to where the log stands", async () => {
  const api = service({ seq: 9, floor: 3 }, (from) => ({
    t: "events",
    from,
    to: Math.min(from + 4, 9),
    items: [item(from + 1)],
  }));
  const items = await fetchHistory(api, { subs: { any: [{ kinds: ["created"] }] }, signal });
  deepEqual(items.map(({ seq }) => seq), [4, 8]);
  equal(api.asked[1]?.search, "?kind=created&cursor=e.1%3A3&wait=0");
});

Deno.test("fetchHistory() looks back over 2,000 entries at most", async () => {
  const api = service(
    { seq: 10_000, floor: 0 },
    (from) => ({ t: "events", from, to: 10_000, items: [] }),
  );
  await fetchHistory(api, { subs: {}, signal });
  equal(api.asked[1]?.searchParams.get("cursor"), "e.1:8000");
});

for (
  const [what, frame] of [
    ["a reset", { t: "reset", reason: "expired", epoch: "e.1", seq: 9 }],
    ["no progress", { t: "events", from: 0, to: 0, items: [] }],
    ["something else", []],
  ] as const
) {
  Deno.test(`fetchHistory() ends at ${what}`, async () => {
    const api = service({ seq: 9, floor: 0 }, () => frame);
    deepEqual(await fetchHistory(api, { subs: {}, signal }), []);
    equal(api.asked.length, 2);
  });
}

Deno.test("fetchHistory() says with which status it was refused", async () => {
  const fetch = () => Promise.resolve(new Response("", { status: 401 }));
  const api: Api = { fetch: fetch as typeof globalThis.fetch, url: "http://x", token: "t" };
  await rejects(
    fetchHistory(api, { subs: {}, signal }),
    (error) => error instanceof ApiError && error.status === 401,
  );
});
