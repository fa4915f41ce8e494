/**
 * Where the settings page begins.
 *
 * @module
 */

import { openPage } from "../page/open_page.ts";
import { OptionsModel } from "./options_model.ts";
import { OptionsPage } from "./options_page.tsx";

const { t } = openPage(
  (options) => new OptionsModel(options),
  (options) => <OptionsPage options={options} />,
).words;
document.title = `${t("name")} – ${t("settings")}`;
