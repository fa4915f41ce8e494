/**
 * Deliveries of another Jira, and the word that it is the same one after all.
 *
 * @module
 */

import { type Signal, useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { AddressQuestion } from "../address_question.tsx";
import type { SyncModel } from "../sync/sync_model.ts";
import { KeptList } from "./kept_list.tsx";
import type { KeptModel } from "./kept_model.ts";

/** What the section is drawn from. `now` in ms. */
export interface ForeignSectionProps {
  readonly kept: KeptModel;
  /** Who is told that it is the same Jira. */
  readonly sync: SyncModel;
  readonly now: Signal<number>;
}

/** Nothing while there is none: few services ever get any. */
export function ForeignSection({ kept, sync, now }: ForeignSectionProps): VNode | null {
  const asking = useSignal<string | null>(null);
  const items = kept.items.value ?? [];
  const told = sync.actions.told.value;
  const addresses = [...new Set(items.flatMap(({ address }) => address ?? []))];
  async function accept(address: string): Promise<void> {
    await sync.accept(address);
    kept.look();
  }
  if (items.length === 0 && kept.problem.value === null) return null;
  return (
    <>
      <KeptList
        kept={kept}
        now={now}
        none={kept.kind.none}
        tools={addresses.map((address) => (
          <button
            key={address}
            type="button"
            onClick={() => asking.value = address}
          >
            {address} is the same Jira …
          </button>
        ))}
        told={<p role="status">{told}</p>}
      />
      {asking.value !== null && (
        <AddressQuestion
          jira={asking.value}
          onYes={() => void accept(asking.peek()!)}
          onClose={() => asking.value = null}
        />
      )}
    </>
  );
}
