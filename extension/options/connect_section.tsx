/**
 * Services: those that are connected, and how to connect another.
 *
 * @module
 */

import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { isCode } from "../model/pairing.ts";
import { Section } from "./fields.tsx";
import type { OptionsModel } from "./options_model.ts";
import { ServerCard } from "./server_card.tsx";

/** The first section, and all there is to do at first. */
export function ConnectSection({ options }: { readonly options: OptionsModel }): VNode {
  const { t } = options.words;
  const { servers } = options.state.value;
  return (
    <Section id="services" title={t("services")}>
      {servers.map((server) => <ServerCard key={server.id} options={options} server={server} />)}
      <Offer options={options} />
      <details class="connect" open={servers.length === 0}>
        <summary>{t(servers.length === 0 ? "connect_first" : "connect_another")}</summary>
        <ConnectForm options={options} />
      </details>
      <Outcome options={options} />
    </Section>
  );
}

/** What a dashboard asks for; the person decides. */
function Offer({ options }: { readonly options: OptionsModel }): VNode | null {
  const { t } = options.words;
  const pairing = options.pairing.value;
  if (pairing === null) return null;
  return (
    <div class="card offer" role="alert">
      <p>{t("pairing_ask", pairing.url)}</p>
      <p class="buttons">
        <button type="button" class="primary" onClick={() => void options.connect(pairing)}>
          {t("connect")}
        </button>
        <button type="button" class="quiet" onClick={() => void options.refusePairing()}>
          {t("refuse")}
        </button>
      </p>
    </div>
  );
}

function ConnectForm({ options }: { readonly options: OptionsModel }): VNode {
  const { t } = options.words;
  const address = useSignal("");
  const token = useSignal("");
  function submit(event: SubmitEvent): void {
    event.preventDefault();
    void options.connectTyped(address.value, token.value);
  }
  return (
    <form class="connect-form" onSubmit={submit}>
      <label class="line">
        <span>{t("address_or_code")}</span>
        <input
          type="text"
          name="address"
          required
          autocomplete="off"
          spellcheck={false}
          aria-describedby="address-help"
          value={address.value}
          onInput={(event) => address.value = event.currentTarget.value}
        />
        <span id="address-help" class="fineprint">{t("address_help")}</span>
      </label>
      {!isCode(address.value) && (
        <label class="line">
          <span>{t("token")}</span>
          <input
            type="password"
            name="token"
            required
            autocomplete="off"
            value={token.value}
            onInput={(event) => token.value = event.currentTarget.value}
          />
          <span class="fineprint">{t("token_help")}</span>
        </label>
      )}
      <p class="buttons">
        <button
          type="submit"
          class="primary"
          disabled={options.attempt.value?.t === "testing"}
        >
          {t("connect")}
        </button>
      </p>
    </form>
  );
}

function Outcome({ options }: { readonly options: OptionsModel }): VNode {
  const attempt = options.attempt.value;
  return (
    <div role="status">
      {attempt !== null && (
        <p class={`outcome outcome-${attempt.t}`}>
          {attempt.t === "testing" ? options.words.t("testing") : attempt.message}
        </p>
      )}
    </div>
  );
}
