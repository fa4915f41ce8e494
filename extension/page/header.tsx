/**
 * The top of the inbox: how it is connected, pause, settings.
 *
 * @module
 */

import type { VNode } from "preact";
import { Mark } from "../../lib/ui/dashboard/icons.tsx";
import { healthOf } from "../model/connection.ts";
import { isQuiet } from "../model/quiet.ts";
import { Glyph } from "./glyphs.tsx";
import type { InboxModel } from "./inbox_model.ts";

/** Mark, connection, buttons. */
export function Header({ inbox }: { readonly inbox: InboxModel }): VNode {
  const { t } = inbox.words;
  const { settings, pausedUntil } = inbox.state.value;
  const quiet = isQuiet(inbox.now.value, { quiet: settings.quiet, pausedUntil });
  return (
    <header class="top">
      <Mark />
      <h1>{t("name")}</h1>
      <ConnectionState inbox={inbox} />
      {settings.notify.on && (
        <button
          type="button"
          class="icon-button"
          aria-label={t(quiet ? "quiet_now" : "pause")}
          title={t(quiet ? "quiet_now" : "pause")}
          aria-pressed={quiet}
          onClick={() => inbox.sheet.value = { t: "pause" }}
        >
          <Glyph name={quiet ? "bell_off" : "bell"} />
        </button>
      )}
      <button
        type="button"
        class="icon-button"
        aria-label={t("keys")}
        title={t("keys")}
        onClick={() => inbox.sheet.value = { t: "help" }}
      >
        <Glyph name="help" />
      </button>
      <button
        type="button"
        class="icon-button"
        aria-label={t("settings")}
        title={t("settings")}
        onClick={() => void chrome.runtime.openOptionsPage()}
      >
        <Glyph name="settings" />
      </button>
    </header>
  );
}

function ConnectionState({ inbox }: { readonly inbox: InboxModel }): VNode {
  const { t } = inbox.words;
  const { servers } = inbox.state.value;
  const connections = inbox.link.connections.value;
  const states = servers.map(({ id }) => {
    const connection = connections.get(id);
    const health = healthOf(connection, inbox.now.value);
    return health === "live" && connection?.lostAt != null ? "connecting" : health;
  });
  const worst = (["signed_out", "stopped", "offline", "connecting"] as const)
    .find((state) => states.includes(state));
  const state = servers.length === 0 ? "none" : worst ?? "live";
  const told = {
    none: t("state_none"),
    live: t("state_live"),
    connecting: t("state_connecting"),
    offline: t("state_offline"),
    stopped: t("state_stopped"),
    signed_out: t("state_signed_out"),
  }[state];
  return (
    <p class={`connection connection-${state}`} role="status">
      <span class="connection-dot" aria-hidden="true" />
      {told}
    </p>
  );
}
