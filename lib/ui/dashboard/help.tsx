/**
 * The sheet of keys.
 *
 * @module
 */

import type { VNode } from "preact";
import { VIEWS } from "../views.ts";

const KEYS: readonly (readonly [string, string])[] = [
  ["j", "next change"],
  ["k", "previous change"],
  ["Enter", "open its issue in Jira"],
  ["/", "search"],
  ["p", "pause or resume"],
  ...VIEWS.map(({ key, name }) => [key, `go to ${name}`] as const),
  ["?", "this sheet"],
  ["Esc", "leave a field, close this sheet"],
];

/** Id of the sheet, for the key that opens it. */
const HELP_ID = "help";

/** A dialog; the browser closes it with Escape and gives the focus back. */
export function HelpSheet(): VNode {
  return (
    <dialog id={HELP_ID} class="sheet help" aria-labelledby="help-title">
      <h2 id="help-title">Keys</h2>
      <dl>
        {KEYS.map(([key, does]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <form method="dialog">
        <button type="submit" autofocus>Close</button>
      </form>
    </dialog>
  );
}

/** Opens the sheet. */
export function showHelp(): void {
  const sheet = document.getElementById(HELP_ID);
  if (sheet instanceof HTMLDialogElement && !sheet.open) sheet.showModal();
}
