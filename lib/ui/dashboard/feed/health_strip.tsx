/**
 * The service's figures, and the address Jira is to call.
 *
 * @module
 */

import { type Signal, useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { noteOf, verdictOf } from "../../completeness.ts";
import { countWords } from "../../numbers.ts";
import type { ServiceStatus } from "../../status.ts";
import { ago, duration } from "../../time.ts";
import { KEPT, SYNC } from "../../views.ts";
import type { HealthModel } from "../health_model.ts";
import { LevelIcon } from "../../icons.tsx";

/** How long a copy button says so, in ms. */
const COPIED_FOR = 2_000;

/** Every figure with its meaning; unknown ones are a dash. */
export function HealthStrip(
  { health, now }: { readonly health: HealthModel; readonly now: Signal<number> },
): VNode {
  const status = health.status.value;
  return (
    <section class="health" aria-label="Health of the service">
      <dl class="figures">
        <Figure name="Waiting" value={status?.backlog} note={waitingNote(status)} />
        <Figure name="Accepted" value={status?.accepted} note={acceptedNote(status)} />
        <Figure
          name="In the feed"
          value={status?.log?.seq}
          note="changes so far"
        />
        <Figure
          name="Dead letters"
          value={status?.dead}
          note={deadNote(status)}
          href={KEPT.hash}
          alarming={(status?.dead ?? 0) > 0}
        />
        <Figure name="Watching" value={status?.clients} note="pages and clients" />
        <Completeness status={status} now={now} />
      </dl>
      <div class="underline">
        <Webhook url={status?.webhookUrl ?? null} />
        <p class="fineprint">
          {health.stale.value
            ? <strong class="stale">{staleWords(health.toldAt.value, now.value)}</strong>
            : about(status)}
        </p>
      </div>
    </section>
  );
}

interface FigureProps {
  readonly name: string;
  readonly value: number | null | undefined;
  readonly note: string;
  /** Of the view that tells more. */
  readonly href?: string;
  readonly alarming?: boolean;
}

function Figure({ name, value, note, href, alarming = false }: FigureProps): VNode {
  return (
    <div class={alarming ? "figure figure-alarming" : "figure"}>
      <dt>{name}</dt>
      <dd class="figure-value">{value == null ? "–" : countWords(value)}</dd>
      <dd class="figure-note">{href === undefined ? note : <a href={href}>{note}</a>}</dd>
    </div>
  );
}

function Completeness(
  { status, now }: { readonly status: ServiceStatus | null; readonly now: Signal<number> },
): VNode {
  const completeness = status?.completeness ?? null;
  const verdict = completeness === null ? null : verdictOf(completeness, now.value);
  return (
    <div class="figure figure-wide">
      <dt>Compared with Jira</dt>
      <dd class={`figure-value figure-words words-${verdict?.level ?? "none"}`}>
        {verdict !== null && <LevelIcon level={verdict.level} />}
        <a href={SYNC.hash}>{verdict?.short ?? "–"}</a>
      </dd>
      <dd class="figure-note">
        {completeness === null ? "not known yet" : noteOf(completeness, now.value)}
      </dd>
    </div>
  );
}

function Webhook({ url }: { readonly url: string | null }): VNode | null {
  const copied = useSignal(false);
  if (url === null) return null;
  async function copy(): Promise<void> {
    await navigator.clipboard.writeText(url ?? "");
    copied.value = true;
    setTimeout(() => copied.value = false, COPIED_FOR);
  }
  return (
    <p class="webhook">
      <span id="webhook-label">Webhook URL for Jira</span>
      <code aria-labelledby="webhook-label">{url}</code>
      <button type="button" onClick={copy}>{copied.value ? "Copied" : "Copy"}</button>
    </p>
  );
}

function deadNote(status: ServiceStatus | null): string {
  const quarantined = status?.quarantined ?? 0;
  if (quarantined > 0) return `${countWords(quarantined)} in quarantine`;
  return (status?.dead ?? 0) > 0 ? "given up: look at them" : "nothing given up";
}

function waitingNote(status: ServiceStatus | null): string {
  if (status?.oldest == null || status.backlog === 0) return "everything is applied";
  return `oldest for ${duration(status.oldest)}`;
}

function acceptedNote(status: ServiceStatus | null): string {
  const { duplicates = null, refused = null } = status ?? {};
  const parts = [
    duplicates === null ? null : `${countWords(duplicates)} copies`,
    refused === null ? null : `${countWords(refused)} refused`,
  ].filter((part) => part !== null);
  return parts.length === 0 ? "webhooks" : parts.join(", ");
}

function about(status: ServiceStatus | null): string {
  if (status === null) return "Asking the service for its figures";
  const parts = [
    status.site === null ? null : `site ${status.site}`,
    status.queue === null ? null : `${status.queue} queue`,
    status.store,
    status.version === null ? null : `version ${status.version}`,
  ];
  return parts.filter((part) => part !== null).join(" · ");
}

function staleWords(toldAt: number | null, now: number): string {
  const last = toldAt === null ? "" : ` Last figures: ${ago(toldAt, now)}.`;
  return `The service does not answer.${last}`;
}
