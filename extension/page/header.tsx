/**
 * The top of the inbox: how it is connected, pause, settings.
 *
 * @module
 */

import type { VNode } from "preact";
import { Mark } from "../../lib/ui/icons.tsx";
import { healthOf } from "../model/connection.ts";
import { isQuiet } from "../model/quiet.ts";
import { IconButton } from "./icon_button.tsx";
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
        <IconButton
          glyph={quiet ? "bell_off" : "bell"}
          name={t(quiet ? "quiet_now" : "pause")}
          aria-pressed={quiet}
          onClick={() => inbox.sheet.value = { t: "pause" }}
        />
      )}
      <IconButton glyph="help" name={t("keys")} onClick={() => inbox.sheet.value = { t: "help" }} />
      <IconButton
        glyph="settings"
        name={t("settings")}
        onClick={() => void chrome.runtime.openOptionsPage()}
      />
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
