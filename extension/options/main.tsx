/**
 * Where the settings page begins.
 *
 * @module
 */

import { render } from "preact";
import { chromeTranslate } from "../i18n/messages.ts";
import { createWords } from "../i18n/words.ts";
import { openLink } from "../page/link.ts";
import { OptionsModel } from "./options_model.ts";
import { OptionsPage } from "./options_page.tsx";

const words = createWords(chromeTranslate);
const options = new OptionsModel({ link: openLink(), words, now: Date.now() });
document.documentElement.lang = words.locale;
document.title = `${words.t("name")} – ${words.t("settings")}`;

const root = document.getElementById("app");
if (root !== null) {
  const ready = options.link.state.subscribe((state) => {
    if (state === null) return;
    render(<OptionsPage options={options} />, root);
    queueMicrotask(() => ready());
  });
}
setInterval(() => options.now.value = Date.now(), 5_000);
