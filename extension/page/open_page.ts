/**
 * Where every page of the extension begins.
 *
 * @module
 */

import { render, type VNode } from "preact";
import { chromeTranslate } from "../i18n/messages.ts";
import { createWords } from "../i18n/words.ts";
import { openLink } from "./link.ts";
import type { PageModel, PageOptions } from "./page_model.ts";

/** Time after which a page tells the time anew, ms. */
const TICK = 5_000;

/** Makes a page's model, and draws the page once its state is read: before, it would say it is empty. */
export function openPage<Model extends PageModel>(
  create: (options: PageOptions) => Model,
  draw: (model: Model) => VNode,
): Model {
  const words = createWords(chromeTranslate);
  const model = create({ link: openLink(), words, now: Date.now() });
  document.documentElement.lang = words.locale;
  const root = document.getElementById("app")!;
  const ready = model.link.state.subscribe((state) => {
    if (state === null) return;
    render(draw(model), root);
    queueMicrotask(() => ready());
  });
  setInterval(() => model.now.value = Date.now(), TICK);
  return model;
}
