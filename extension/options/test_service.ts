/**
 * Tries a service before it is connected, and says in plain words what is wrong.
 *
 * @module
 */

import { closeWords } from "../../lib/feed/client_words.ts";
import { feedUrl } from "../../lib/feed/client.ts";
import { CLOSE, SUBPROTOCOL } from "../../lib/feed/protocol.ts";
import type { Words } from "../i18n/words.ts";
import type { NewServer } from "../model/commands.ts";
import { readJiraUrl } from "../model/pairing.ts";

/** How a test went, in words for people. */
export type Verdict =
  | { readonly ok: true; readonly message: string; readonly jiraUrl: string | null }
  | { readonly ok: false; readonly message: string };

/** Time for a service to answer, ms; a refusal of a token takes it a second. */
const WITHIN = 8_000;

/**
 * Opens the feed as the worker will, and closes it again. The feed is what has to work, and unlike
 * other requests it needs no permission; with `access` the service is also asked where its Jira is.
 */
export async function testService(
  server: NewServer,
  { access, words }: { readonly access: boolean; readonly words: Words },
): Promise<Verdict> {
  const { t } = words;
  const code = await tryFeed(server);
  if (code === "silent") return { ok: false, message: t("test_unreachable", server.url) };
  if (code === CLOSE.unauthorised) return { ok: false, message: t("test_token") };
  if (code === CLOSE.unsupported) return { ok: false, message: t("test_unsupported") };
  if (code !== "ready") return { ok: false, message: t("test_refused", closeWords(code)) };
  const jiraUrl = access ? await askJiraUrl(server) : null;
  return { ok: true, message: t(access ? "test_ok" : "test_ok_no_access"), jiraUrl };
}

async function tryFeed({ url, token }: NewServer): Promise<"ready" | "silent" | number> {
  const answered = Promise.withResolvers<"ready" | "silent" | number>();
  const socket = new WebSocket(feedUrl(url), SUBPROTOCOL);
  const timer = setTimeout(() => answered.resolve("silent"), WITHIN);
  socket.onopen = () => {
    // Another client than the worker's, whose connection this one would otherwise replace.
    const client = `test-${crypto.randomUUID()}`;
    socket.send(JSON.stringify({ t: "hello", token, client, app: "boardcast-extension-test" }));
  };
  socket.onmessage = ({ data }) => {
    const frame = JSON.parse(String(data)) as { readonly t?: string; readonly code?: number };
    if (frame.t === "ready" || frame.t === "reset") answered.resolve("ready");
    if (frame.t === "bye") answered.resolve(frame.code ?? "silent");
  };
  socket.onclose = ({ code }) => answered.resolve(code === 1006 ? "silent" : code);
  try {
    return await answered.promise;
  } catch {
    return "silent";
  } finally {
    clearTimeout(timer);
    socket.close();
  }
}

async function askJiraUrl({ url, token }: NewServer): Promise<string | null> {
  try {
    const response = await fetch(`${url}/api/status`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const { jira_url } = await response.json();
    return readJiraUrl(jira_url);
  } catch {
    return null;
  }
}
