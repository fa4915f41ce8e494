import { deepEqual, rejects } from "node:assert/strict";
import { connected, SERVER } from "../model/_samples.ts";
import { readSnapshot, SnapshotError } from "./snapshot.ts";

const at = { epoch: "e.1", seq: 5 };
const unplugged = () => Promise.reject(new TypeError("Failed to fetch"));

function read(given: { readonly fetch: typeof fetch; readonly permitted: boolean }) {
  const mayRead = () => Promise.resolve(given.permitted);
  return readSnapshot(connected(), { server: SERVER, at, fetch: given.fetch, mayRead });
}

Deno.test("readSnapshot() takes the position of the feed where the service may not be asked", async () => {
  const snapshot = await read({ fetch: unplugged, permitted: false });
  deepEqual(snapshot, { cursor: at, issues: [], ids: null });
});

Deno.test("readSnapshot() fails where the service may be asked but does not answer as it should", async () => {
  const answer = (status: number, text = "{}") => () =>
    Promise.resolve(new Response(text, { status }));
  const answers = [
    [unplugged, "snapshot_unreachable"],
    [answer(200, "<html>Sign in to this network</html>"), "snapshot_failed"],
    [answer(503), "snapshot_failed"],
    [answer(401), "snapshot_refused"],
    [answer(429), "snapshot_limited"],
  ] as const;
  for (const [fetch, code] of answers) {
    await rejects(
      read({ fetch, permitted: true }),
      (error) => error instanceof SnapshotError && error.code === code,
    );
  }
});

Deno.test("readSnapshot() fails when the network ends between two pages: half a state is none", async () => {
  const page = { ...at, issues: [], next: "more" };
  let pages = 0;
  const fetch = () =>
    pages++ === 0 ? Promise.resolve(new Response(JSON.stringify(page))) : unplugged();
  await rejects(read({ fetch, permitted: true }), SnapshotError);
});
