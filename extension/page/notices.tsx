/**
 * Lines above the list: what is wrong, what was missed, what is not set up yet.
 *
 * @module
 */

import type { VNode } from "preact";
import { troubleWords } from "../i18n/trouble_words.ts";
import { type Connection, healthOf } from "../model/connection.ts";
import { FAILURES } from "../model/trouble.ts";
import { issueLink } from "../model/links.ts";
import type { Server } from "../model/types.ts";
import type { InboxModel } from "./inbox_model.ts";

/** Issues named in the line of what was missed. */
const MOST_NAMED = 12;

/** All that have something to say. */
export function Notices({ inbox }: { readonly inbox: InboxModel }): VNode {
  const { servers } = inbox.state.value;
  const connections = inbox.link.connections.value;
  return (
    <div class="notices">
      {inbox.failure.value !== null && <p class="notice notice-bad" role="alert">{inbox.failure}
      </p>}
      {servers.map((server) => (
        <div key={server.id}>
          <Trouble inbox={inbox} server={server} connection={connections.get(server.id)} />
          <Away inbox={inbox} server={server} />
        </div>
      ))}
      <WhoAreYou inbox={inbox} />
    </div>
  );
}

/** Asks once, for all services that do not know it. */
function WhoAreYou({ inbox }: { readonly inbox: InboxModel }): VNode | null {
  const { t } = inbox.words;
  const unknown = inbox.state.value.servers.filter(({ me, unasked }) =>
    me.length === 0 && !unasked
  );
  if (unknown.length === 0) return null;
  function dismiss(): void {
    for (const { id } of unknown) void inbox.send({ t: "dismiss_me", server: id });
  }
  return (
    <p class="notice">
      <span>{t("hint_me")}</span>
      <button type="button" class="quiet" onClick={() => void chrome.runtime.openOptionsPage()}>
        {t("hint_me_do")}
      </button>
      <button type="button" class="quiet" onClick={dismiss}>{t("dismiss")}</button>
    </p>
  );
}

interface TroubleProps {
  readonly inbox: InboxModel;
  readonly server: Server;
  readonly connection: Connection | undefined;
}

function Trouble({ inbox, server, connection }: TroubleProps): VNode | null {
  const { t } = inbox.words;
  const health = healthOf(connection, inbox.now.value);
  if (connection === undefined || health === "live") return null;
  return (
    <p class={`notice ${health === "offline" ? "notice-warn" : "notice-bad"}`} role="status">
      <span>{toldOf({ inbox, server, connection }, health)}</span>
      {health === "signed_out"
        ? (
          <button type="button" class="quiet" onClick={() => void chrome.runtime.openOptionsPage()}>
            {t("settings")}
          </button>
        )
        : (
          <button
            type="button"
            class="quiet"
            onClick={() => void inbox.send({ t: "retry", server: server.id })}
          >
            {t("try_now")}
          </button>
        )}
    </p>
  );
}

type Health = Exclude<ReturnType<typeof healthOf>, "live">;

function toldOf(
  { inbox, server, connection }: TroubleProps & { readonly connection: Connection },
  health: Health,
): string {
  const { words, times, now } = inbox;
  const { complaint, lostAt } = connection;
  if (health === "signed_out") return words.t("trouble_signed_out", server.name);
  const why = complaint === null ? "" : troubleWords(words, complaint);
  if (health === "stopped") return words.t("trouble_stopped", server.name, why);
  const since = times.clock(lostAt ?? now.value);
  const isOurs = complaint !== null && FAILURES.some((each) => each === complaint.trouble);
  return words.t(isOurs ? "trouble_stale" : "trouble_offline", server.name, since, why);
}

function Away(
  { inbox, server }: { readonly inbox: InboxModel; readonly server: Server },
): VNode | null {
  const { away = null, missed } = inbox.state.value.heads.get(server.id) ?? {};
  if (away === null || away === 0) return null;
  const { words } = inbox;
  const isCalm = missed?.length === 0;
  return (
    <p class={isCalm ? "notice" : "notice notice-warn"} role="status">
      <span>
        {missed !== undefined
          ? <Missed inbox={inbox} server={server} missed={missed} />
          : away < 0
          ? words.t("away_new")
          : words.count("away", away)}
      </span>
      <button
        type="button"
        class="quiet"
        onClick={() => void inbox.send({ t: "dismiss_away", server: server.id })}
      >
        {words.t("dismiss")}
      </button>
    </p>
  );
}

/** What changed of the viewer's, by name: what happened to each, Jira tells. */
function Missed(
  { inbox: { words }, server, missed }: {
    readonly inbox: InboxModel;
    readonly server: Server;
    readonly missed: readonly string[];
  },
): VNode {
  if (missed.length === 0) return <>{words.t("away_none")}</>;
  return (
    <>
      {words.count("away_mine", missed.length)} {missed.slice(0, MOST_NAMED).map((key) => {
        const link = issueLink(server.jiraUrl, key);
        return link === null
          ? <span key={key} class="key">{key}</span>
          : <a key={key} class="key" href={link} target="_blank" rel="noreferrer">{key}</a>;
      })}
      {missed.length > MOST_NAMED && "…"}
    </>
  );
}
