/**
 * How the inbox looks and where it opens, and help on Jira's pages.
 *
 * @module
 */

import type { VNode } from "preact";
import { Check, Radios, Section } from "./fields.tsx";
import { isFirefox } from "./firefox.ts";
import type { OptionsModel } from "./options_model.ts";

/** Order, surface, Jira pages. */
export function ViewSection({ options }: { readonly options: OptionsModel }): VNode {
  const { t } = options.words;
  const { settings, servers } = options.state.value;
  const hasJira = servers.some(({ jiraUrl }) => jiraUrl !== null);
  return (
    <Section id="view" title={t("view")}>
      <Radios
        name="group"
        legend={t("group_by")}
        value={settings.groupBy}
        options={[["date", t("group_date")], ["project", t("group_project")]]}
        onChange={(groupBy) => void options.set({ groupBy })}
      />
      <Radios
        name="surface"
        legend={t("surface")}
        value={settings.surface}
        options={[
          ["popup", t("surface_popup")],
          ["panel", t(isFirefox() ? "surface_sidebar" : "surface_panel")],
        ]}
        onChange={(surface) => void options.setSurface(surface)}
      />
      <Check
        label={t("jira_pages")}
        help={t(hasJira ? "jira_pages_help" : "jira_pages_none")}
        checked={settings.jiraPages && options.granted.value.jiraPages}
        onChange={(on) => options.setJiraPages(on ? "on" : "off")}
      />
    </Section>
  );
}
