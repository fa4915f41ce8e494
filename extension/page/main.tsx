/**
 * Where the inbox begins: the popup, the side panel, or a tab.
 *
 * @module
 */

import { effect } from "@preact/signals";
import { render } from "preact";
import { chromeTranslate } from "../i18n/messages.ts";
import { createWords } from "../i18n/words.ts";
import { InboxPage } from "./inbox_page.tsx";
import { InboxModel } from "./inbox_model.ts";
import { openLink } from "./link.ts";

const words = createWords(chromeTranslate);
const inbox = new InboxModel({ link: openLink(), words, now: Date.now() });
const isPopup = !location.search.includes("panel") && chrome.extension?.getViews({ type: "popup" })
  .includes(window);
document.documentElement.lang = words.locale;
document.documentElement.classList.toggle("popup", isPopup === true);
document.title = words.t("name");

const root = document.getElementById("app");
if (root !== null) {
  const ready = inbox.link.state.subscribe((state) => {
    if (state === null) return;
    render(<InboxPage inbox={inbox} />, root);
    queueMicrotask(() => ready());
  });
}
effect(() => {
  // What comes while somebody looks is seen at once.
  void inbox.state.value;
  if (!document.hidden) inbox.see();
});
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) inbox.see();
});
setInterval(() => inbox.now.value = Date.now(), 5_000);
