/**
 * Tries a service before it is connected, and says in plain words what is wrong.
 *
 * @module
 */

import { feedUrl } from "../../lib/feed/client/client.ts";
import { closeName, isStop } from "../../lib/feed/client/words.ts";
import { SUBPROTOCOL } from "../../lib/feed/protocol.ts";
import type { MessageId } from "../i18n/messages.ts";
import { troubleWords } from "../i18n/trouble_words.ts";
import type { Words } from "../i18n/words.ts";
import type { NewServer } from "../model/commands.ts";
import { readJiraUrl } from "../model/pairing.ts";
import { ANSWER_WITHIN, answers } from "../model/presence.ts";

/** How a test went, in words for people. */
export type Verdict =
  | { readonly ok: true; readonly message: string; readonly jiraUrl: string | null }
  | { readonly ok: false; readonly message: string };

/** Why there was no feed. The placeholder of each is the address. */
const SILENCES = {
  /** This machine has no network. */
  no_network: "trouble_no_network",
  /** Nobody is there. */
  unreachable: "test_unreachable",
  /** Somebody answers, but gives no feed. */
  not_boardcast: "test_not_boardcast",
  timeout: "test_timeout",
} as const satisfies Readonly<Record<string, MessageId>>;

type Heard =
  | { readonly t: "ready" }
  | { readonly t: "silence"; readonly why: keyof typeof SILENCES }
  | { readonly t: "closed"; readonly code: number; readonly detail: string };

/**
 * Opens the feed as the worker will, and closes it again. The feed is what has to work, and unlike
 * other requests it needs no permission; with `access` the service is also asked where its Jira is.
 */
export async function testService(
  server: NewServer,
  { access, words }: { readonly access: boolean; readonly words: Words },
): Promise<Verdict> {
  const { t } = words;
  const heard = await tryFeed(server);
  if (heard.t === "silence") return { ok: false, message: t(SILENCES[heard.why], server.url) };
  if (heard.t === "closed") return { ok: false, message: closedWords(words, heard) };
  const jiraUrl = access ? await askJiraUrl(server) : null;
  return { ok: true, message: t(access ? "test_ok" : "test_ok_no_access"), jiraUrl };
}

function closedWords(words: Words, { code, detail }: Heard & { readonly t: "closed" }): string {
  const name = closeName(code);
  // Of a token that was never taken one cannot say that it counts no longer.
  if (name === "unauthorised") return words.t("test_token");
  const trouble = name ?? (isStop(code) ? "refused" : "closed");
  return troubleWords(words, { trouble, code, detail });
}

async function tryFeed({ url, token }: NewServer): Promise<Heard> {
  const { promise, resolve } = Promise.withResolvers<Heard>();
  const socket = new WebSocket(feedUrl(url), SUBPROTOCOL);
  const timer = setTimeout(() => resolve({ t: "silence", why: "timeout" }), ANSWER_WITHIN);
  socket.onopen = () => {
    // Another client than the worker's, whose connection this one would otherwise replace.
    const client = `test-${crypto.randomUUID()}`;
    socket.send(JSON.stringify({ t: "hello", token, client, app: "boardcast-extension-test" }));
  };
  socket.onmessage = ({ data }) => {
    const heard = readFrame(data);
    if (heard !== null) resolve(heard);
  };
  socket.onclose = ({ code, reason }) => {
    if (code === 1006) void findSilence(url).then((why) => resolve({ t: "silence", why }));
    else resolve({ t: "closed", code, detail: reason });
  };
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    socket.close();
  }
}

function readFrame(data: unknown): Heard | null {
  try {
    const frame = JSON.parse(String(data)) as
      | { readonly t?: string; readonly code?: number; readonly reason?: string }
      | null;
    if (frame?.t === "ready" || frame?.t === "reset") return { t: "ready" };
    if (frame?.t !== "bye" || frame.code === undefined) return null;
    return { t: "closed", code: frame.code, detail: frame.reason ?? "" };
  } catch {
    return { t: "silence", why: "not_boardcast" };
  }
}

async function findSilence(url: string): Promise<keyof typeof SILENCES> {
  if (!navigator.onLine) return "no_network";
  return await answers(url, fetch) ? "not_boardcast" : "unreachable";
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
