import { deepEqual, equal, rejects } from "node:assert/strict";
import type { FeedItem } from "../../feed/protocol.ts";
import { type Api, ApiError, ask, fetchHistory } from "./api.ts";

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

function answering(answer: () => Response): Api & { readonly requests: Request[] } {
  const requests: Request[] = [];
  const fetch = (address: URL, init: RequestInit) => {
    requests.push(new Request(address, init));
    return Promise.resolve(answer());
  };
  return { fetch: fetch as typeof globalThis.fetch, url: "http://x", token: "t", requests };
}

Deno.test("ask() sends what is to be sent as JSON, and takes an empty answer for null", async () => {
  const api = answering(() => new Response(null, { status: 202 }));
  const question = { path: "/api/sync/confirm", method: "POST", body: { project: "1" } } as const;
  equal(await ask(api, { ...question, signal }), null);
  const [request] = api.requests;
  equal(request?.headers.get("authorization"), "Bearer t");
  deepEqual(await request?.json(), { project: "1" });
});

for (
  const [what, body, message] of [
    ["the service's own words", '{"error":{"code":"busy","message":"One runs."}}', "One runs."],
    [
      "the status, of a page in between",
      "<h1>Bad",
      "Cannot ask for /api/x: the service answered 409",
    ],
    ["the status, of other JSON", "[]", "Cannot ask for /api/x: the service answered 409"],
  ] as const
) {
  Deno.test(`ask() tells of a refusal with ${what}`, async () => {
    const api = answering(() => new Response(body, { status: 409 }));
    await rejects(ask(api, { path: "/api/x", signal }), { name: "ApiError", status: 409, message });
  });
}

Deno.test("ask() says so when the service does not answer, but not when it is told to stop", async () => {
  const never = (_address: URL, { signal }: RequestInit) =>
    new Promise((_resolve, reject) =>
      signal!.addEventListener("abort", () => reject(signal!.reason))
    );
  const api = { fetch: never as typeof globalThis.fetch, url: "http://x", token: "t" };
  const late = new AbortController();
  const asked = ask(api, { path: "/api/x", signal: late.signal });
  late.abort(new DOMException("Too late", "TimeoutError"));
  await rejects(asked, {
    status: 0,
    message: "Cannot reach the service: it does not answer",
  });
  const ended = new AbortController();
  const taken = ask(api, { path: "/api/x", signal: ended.signal });
  ended.abort();
  await rejects(taken, { name: "AbortError" });
});
