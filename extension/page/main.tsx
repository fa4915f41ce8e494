/**
 * Where the inbox begins: the popup, the side panel, or a tab.
 *
 * @module
 */

import { effect } from "@preact/signals";
import { InboxPage } from "./inbox_page.tsx";
import { InboxModel } from "./inbox_model.ts";
import { openPage } from "./open_page.ts";

const inbox = openPage(
  (options) => new InboxModel(options),
  (inbox) => <InboxPage inbox={inbox} />,
);
const isPopup = !location.search.includes("panel") && chrome.extension?.getViews({ type: "popup" })
  .includes(window);
document.documentElement.classList.toggle("popup", isPopup === true);
document.title = inbox.words.t("name");

effect(() => {
  // What comes while somebody looks is seen at once.
  void inbox.state.value;
  if (!document.hidden) inbox.see();
});
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) inbox.see();
});
