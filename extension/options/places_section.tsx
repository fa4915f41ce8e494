/**
 * What is muted and what is followed.
 *
 * @module
 */

import type { VNode } from "preact";
import type { Place } from "../model/settings.ts";
import { Section } from "./fields.tsx";
import type { OptionsModel } from "./options_model.ts";

/** Two lists, each to take things off. They are put there in the inbox. */
export function PlacesSection({ options }: { readonly options: OptionsModel }): VNode {
  const { t } = options.words;
  const { mutes, follows } = options.state.value.settings;
  return (
    <Section id="places" title={t("places_title")}>
      <p class="fineprint">{t("places_help")}</p>
      <Places options={options} places={mutes} t="mute" />
      <Places options={options} places={follows} t="follow" />
    </Section>
  );
}

function Places(
  { options, places, t: kind }: {
    readonly options: OptionsModel;
    readonly places: readonly Place[];
    readonly t: "mute" | "follow";
  },
): VNode {
  const { t } = options.words;
  return (
    <>
      <h3>{t(kind === "mute" ? "places_muted" : "places_followed")}</h3>
      {places.length === 0 && <p class="fineprint">{t("places_none")}</p>}
      <ul class="chips">
        {places.map((place) => (
          <li key={`${place.server} ${place.kind} ${place.id}`}>
            <span>{place.key}</span>
            <span class="fineprint">{new URL(place.server).host}</span>
            <button
              type="button"
              class="quiet small"
              aria-label={t(kind === "mute" ? "unmute" : "unfollow", place.key)}
              onClick={() => void options.send({ t: kind, place, on: false })}
            >
              ×
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
