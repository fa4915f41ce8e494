/**
 * What reaches the inbox.
 *
 * @module
 */

import type { VNode } from "preact";
import type { MessageId } from "../i18n/messages.ts";
import { KIND_NAMES } from "../i18n/words.ts";
import type { Choice, Settings } from "../model/settings.ts";
import { Check, Line, Radios, Section } from "./fields.tsx";
import type { OptionsModel } from "./options_model.ts";

const CHOICES: readonly (readonly [choice: Choice, label: MessageId, help?: MessageId])[] = [
  ["mention", "rule_mention"],
  ["assignee", "rule_assignee"],
  ["reporter", "rule_reporter"],
  ["watching", "rule_watching", "rule_watching_help"],
  ["followed", "rule_followed", "rule_followed_help"],
  ["other", "rule_other", "rule_other_help"],
];

/** Reasons, own changes, kinds and fields, badge. */
export function RulesSection({ options }: { readonly options: OptionsModel }): VNode {
  const { t } = options.words;
  const { settings } = options.state.value;
  const { reasons } = settings;
  return (
    <Section id="rules" title={t("rules")}>
      <p class="fineprint">{t("rules_help")}</p>
      {CHOICES.map(([choice, label, help]) => (
        <Check
          key={choice}
          label={t(label)}
          {...help === undefined ? {} : { help: t(help) }}
          checked={reasons[choice]}
          onChange={(on) => options.set({ reasons: { [choice]: on } })}
        />
      ))}
      <Check
        label={t("own_changes")}
        checked={settings.ownChanges}
        onChange={(on) => options.set({ ownChanges: on })}
      />
      <Line
        label={t("ignored_fields")}
        help={t("ignored_fields_help")}
        value={settings.ignoredFields.join(", ")}
        onChange={(text) => void options.set({ ignoredFields: listOf(text) })}
      />
      <Kinds options={options} settings={settings} />
      <Radios
        name="badge"
        legend={t("badge")}
        value={settings.badge}
        options={[["direct", t("badge_direct")], ["all", t("badge_all")], ["off", t("badge_off")]]}
        onChange={(badge) => void options.set({ badge })}
      />
    </Section>
  );
}

function Kinds(
  { options, settings }: { readonly options: OptionsModel; readonly settings: Settings },
): VNode {
  const { t } = options.words;
  const { kindsOff } = settings;
  return (
    <details>
      <summary>{t("kinds")}</summary>
      <div class="grid">
        {[...KIND_NAMES].map(([kind, name]) => (
          <Check
            key={kind}
            label={t(name)}
            checked={!kindsOff.includes(kind)}
            onChange={(on) =>
              options.set({
                kindsOff: on ? kindsOff.filter((each) => each !== kind) : [...kindsOff, kind],
              })}
          />
        ))}
      </div>
    </details>
  );
}

/** Chinese keyboards have commas of their own. */
function listOf(text: string): string[] {
  return [
    ...new Set(text.split(/[,，、]/).map((part) => part.trim()).filter((part) => part !== "")),
  ];
}
