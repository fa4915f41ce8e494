/**
 * Connects the browser extension: in one click where it is installed, else by a code to paste there.
 *
 * @module
 */

import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { EXTENSION_ID, writePairing } from "../pairing.ts";
import type { Models } from "./page_model.ts";

/** Id of the sheet, for the button that opens it. */
const SHEET_ID = "extension";

/** Time for the extension to answer, in ms. One that is not there fails at once. */
const ANSWER_WITHIN = 1_000;

/** A button in the header, and the sheet with the code. */
export function ConnectExtension({ models }: { readonly models: Models }): VNode {
  const copied = useSignal(false);
  const { url, token } = models.api;
  const code = writePairing({ url, token, jiraUrl: models.health.status.value?.jiraUrl ?? null });
  async function connect(): Promise<void> {
    copied.value = false;
    if (!await offer(code)) sheet()?.showModal();
  }
  async function copy(): Promise<void> {
    await navigator.clipboard.writeText(code);
    copied.value = true;
  }
  return (
    <>
      <button type="button" class="quiet" onClick={connect}>Connect the extension</button>
      <dialog id={SHEET_ID} class="sheet" aria-labelledby="extension-title">
        <h2 id="extension-title">Connect the extension</h2>
        <p class="fineprint">
          Install it in this browser if it is not there yet. Then open its settings and paste this
          code. It holds your token: give it to nobody.
        </p>
        <p class="webhook">
          <code>{code}</code>
          <button type="button" onClick={copy}>{copied.value ? "Copied" : "Copy"}</button>
        </p>
        <form method="dialog">
          <button type="submit" autofocus>Close</button>
        </form>
      </dialog>
    </>
  );
}

function sheet(): HTMLDialogElement | null {
  return document.querySelector<HTMLDialogElement>(`#${SHEET_ID}`);
}

/** What browsers give pages that an extension lets call it. */
interface ChromeOfPages {
  readonly runtime?: {
    sendMessage(id: string, message: unknown): Promise<{ readonly ok?: boolean } | undefined>;
  };
}

/** Hands the code to the extension, which asks its person; whether it is there to take it. */
async function offer(code: string): Promise<boolean> {
  const { chrome } = globalThis as { readonly chrome?: ChromeOfPages };
  const late = AbortSignal.timeout(ANSWER_WITHIN);
  try {
    const answer = await Promise.race([
      chrome?.runtime?.sendMessage(EXTENSION_ID, { code }),
      new Promise<undefined>((resolve) => late.addEventListener("abort", () => resolve(undefined))),
    ]);
    return answer?.ok === true;
  } catch {
    return false;
  }
}
