/**
 * One connected service: how it stands, its Jira, and who the person is there.
 *
 * @module
 */

import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import type { FeedNamed } from "../../lib/feed/protocol.ts";
import { troubleWords } from "../i18n/trouble_words.ts";
import { healthOf } from "../model/connection.ts";
import { readJiraUrl } from "../model/pairing.ts";
import { findPeople } from "../model/people.ts";
import type { Server } from "../model/types.ts";
import { Line } from "./fields.tsx";
import type { OptionsModel } from "./options_model.ts";

/** Accounts one can be at one Jira (PROTOCOL.md §6). */
const MOST_ACCOUNTS = 5;

interface CardProps {
  readonly options: OptionsModel;
  readonly server: Server;
}

/** A card with a name, a state and fields. */
export function ServerCard({ options, server }: CardProps): VNode {
  const { t } = options.words;
  const { id, name, jiraUrl } = server;
  const change = (next: { readonly name?: string; readonly jiraUrl?: string | null }) =>
    void options.send({ t: "change_server", server: id, name, jiraUrl, ...next });
  function disconnect(): void {
    // Nothing brings back what is forgotten.
    if (confirm(t("disconnect_sure", name))) void options.send({ t: "disconnect", server: id });
  }
  return (
    <article class="card" aria-label={name}>
      <header>
        <h3>{name}</h3>
        <State options={options} server={server} />
        <button
          type="button"
          class="quiet"
          onClick={disconnect}
        >
          {t("disconnect")}
        </button>
      </header>
      <Why options={options} server={server} />
      <Me options={options} server={server} />
      <details>
        <summary>{t("server_more")}</summary>
        <Line
          label={t("server_name")}
          value={name}
          onChange={(text) => change({ name: text.trim() || name })}
        />
        <Line
          label={t("server_jira")}
          help={t("server_jira_help")}
          value={jiraUrl ?? ""}
          onChange={(text) => change({ jiraUrl: readJiraUrl(text) })}
        />
      </details>
    </article>
  );
}

function State({ options, server }: CardProps): VNode {
  const { t } = options.words;
  const connection = options.link.connections.value.get(server.id);
  const health = healthOf(connection, options.now.value);
  const told = {
    live: t("state_live"),
    offline: t("state_offline"),
    signed_out: t("state_signed_out"),
    stopped: t("state_stopped"),
  }[health];
  return (
    <p class={`connection connection-${health}`} role="status">
      <span class="connection-dot" aria-hidden="true" />
      {told}
    </p>
  );
}

/** Why it is not live. */
function Why({ options, server }: CardProps): VNode | null {
  const connection = options.link.connections.value.get(server.id);
  if (connection === undefined || healthOf(connection, options.now.value) === "live") return null;
  const { complaint } = connection;
  return complaint && <p class="fineprint">{troubleWords(options.words, complaint)}</p>;
}

function Me({ options, server }: CardProps): VNode {
  const { t } = options.words;
  const text = useSignal("");
  const people = options.state.value.people.get(server.id) ?? [];
  const found = findPeople(people, text.value).filter(({ id }) =>
    !server.me.some((person) => person.id === id)
  );
  const set = (me: readonly FeedNamed[]) => {
    text.value = "";
    void options.send({ t: "me", server: server.id, me });
  };
  return (
    <div class="me">
      <h4>{t("me")}</h4>
      {server.me.length > 0 && (
        <ul class="chips">
          {server.me.map((person) => (
            <li key={person.id}>
              {person.name}
              <button
                type="button"
                class="quiet small"
                aria-label={t("me_remove", person.name)}
                onClick={() => set(server.me.filter(({ id }) => id !== person.id))}
              >
                ×
              </button>
            </li>
          ))}
        </ul>
      )}
      {server.me.length < MOST_ACCOUNTS && (
        <>
          <label class="line">
            <span>{t(server.me.length === 0 ? "me_search" : "me_another")}</span>
            <input
              type="search"
              autocomplete="off"
              value={text.value}
              onInput={(event) => text.value = event.currentTarget.value}
            />
          </label>
          <ul class="found">
            {found.map((person) => (
              <li key={person.id}>
                <button type="button" onClick={() => set([...server.me, person])}>
                  <span>{person.name}</span> <code>{person.id}</code>
                </button>
              </li>
            ))}
            {text.value.trim() !== "" && found.length === 0 && (
              <li>
                <button type="button" onClick={() => set([...server.me, typed(text.value)])}>
                  {t("me_id", text.value.trim())}
                </button>
              </li>
            )}
          </ul>
          <p class="fineprint">{t("me_help")}</p>
        </>
      )}
    </div>
  );
}

function typed(text: string): FeedNamed {
  return { id: text.trim(), name: text.trim() };
}
