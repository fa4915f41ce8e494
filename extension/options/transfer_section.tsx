/**
 * Export and import of the settings.
 *
 * @module
 */

import type { VNode } from "preact";
import { Section } from "./fields.tsx";
import type { OptionsModel } from "./options_model.ts";

/** Two buttons. */
export function TransferSection({ options }: { readonly options: OptionsModel }): VNode {
  const { t } = options.words;
  async function take(event: Event & { readonly currentTarget: HTMLInputElement }): Promise<void> {
    const { currentTarget: input } = event;
    const [file] = input.files ?? [];
    if (file !== undefined) await options.import(await file.text());
    input.value = "";
  }
  return (
    <Section id="transfer" title={t("transfer")}>
      <p class="fineprint">{t("transfer_help")}</p>
      <p class="buttons">
        <button type="button" onClick={() => save(options.exported())}>{t("export")}</button>
        <label class="button">
          {t("import")}
          <input type="file" class="unseen" accept="application/json,.json" onChange={take} />
        </label>
      </p>
      <p role="status" class="outcome">{options.transfer.value}</p>
    </Section>
  );
}

function save(text: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = "boardcast-settings.json";
  link.click();
  URL.revokeObjectURL(link.href);
}
