/**
 * The settings page. What is chosen counts at once; there is no button to save.
 *
 * @module
 */

import type { VNode } from "preact";
import { Mark } from "../../lib/ui/icons.tsx";
import { ConnectSection } from "./connect_section.tsx";
import { NotifySection } from "./notify_section.tsx";
import type { OptionsModel } from "./options_model.ts";
import { PlacesSection } from "./places_section.tsx";
import { RulesSection } from "./rules_section.tsx";
import { TransferSection } from "./transfer_section.tsx";
import { ViewSection } from "./view_section.tsx";

/** All sections. */
export function OptionsPage({ options }: { readonly options: OptionsModel }): VNode {
  const { t } = options.words;
  return (
    <>
      <header class="top">
        <Mark />
        <h1>{t("settings_title")}</h1>
      </header>
      <main>
        <ConnectSection options={options} />
        <RulesSection options={options} />
        <NotifySection options={options} />
        <ViewSection options={options} />
        <PlacesSection options={options} />
        <TransferSection options={options} />
      </main>
      {options.failure.value !== null && (
        <p class="outcome outcome-failed failure" role="alert">{options.failure}</p>
      )}
    </>
  );
}
