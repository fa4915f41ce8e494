/**
 * The webhooks registered in Jira for this service, and what can be done to them.
 *
 * @module
 */

import { type Signal, useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { instant } from "../../time.ts";
import { paceWords, type Webhook, webhookWords } from "../../webhooks.ts";
import { LevelIcon } from "../../icons.tsx";
import { QuestionDialog } from "../question_dialog.tsx";
import type { WebhooksModel } from "./webhooks_model.ts";

/** What the section is drawn from. `now` in ms. */
export interface WebhookSectionProps {
  readonly webhooks: WebhooksModel;
  readonly now: Signal<number>;
}

/** Nothing where the service has nothing to say of registrations. */
export function WebhookSection({ webhooks, now }: WebhookSectionProps): VNode | null {
  const known = webhooks.webhooks.value;
  const problem = webhooks.problem.value;
  const asking = useSignal<Webhook | null>(null);
  if (!webhooks.known.value || (known === null && problem === null)) return null;
  return (
    <section class="webhooks" aria-labelledby="webhooks-title">
      <h3 id="webhooks-title">Webhook</h3>
      {known?.pace && <p class="fineprint">{paceWords(known.pace, now.value)}</p>}
      {known !== null && known.items.length === 0 && (
        <div class="empty">
          <p>
            Jira has no webhook that calls <code>{known.expectedUrl}</code>.
          </p>
          <Creation
            needsJql={known.needsJql}
            onCreate={(jql) => void webhooks.create(jql)}
          />
        </div>
      )}
      <ul>
        {known?.items.map((webhook) => (
          <Registration
            key={webhook.id}
            webhook={webhook}
            now={now}
            onRepair={() => webhooks.repair(webhook)}
            onDelete={() => asking.value = webhook}
          />
        ))}
      </ul>
      <p role="status">{webhooks.actions.told.value}</p>
      {problem !== null && <p class="stale">{problem}</p>}
      {asking.value !== null && (
        <QuestionDialog
          title={`Delete ${asking.value.name} from Jira?`}
          yes="Delete"
          onYes={() => void webhooks.remove(asking.value!)}
          onClose={() => asking.value = null}
        >
          <p>Jira then calls {asking.value.url} no more. Changes are found by sweeps only.</p>
        </QuestionDialog>
      )}
    </section>
  );
}

function Creation({ needsJql, onCreate }: {
  readonly needsJql: boolean;
  readonly onCreate: (jql: string) => void;
}): VNode {
  const jql = useSignal("");
  return (
    <form
      class="creation"
      onSubmit={(event) => {
        event.preventDefault();
        onCreate(jql.value.trim());
      }}
    >
      {needsJql && (
        <label class="filter">
          <span>For which issues, as JQL</span>
          <input
            type="text"
            required
            value={jql.value}
            placeholder="project IN (ABC, XYZ)"
            autocomplete="off"
            spellcheck={false}
            onInput={(event) => jql.value = event.currentTarget.value}
          />
        </label>
      )}
      <button type="submit">Create it</button>
    </form>
  );
}

function Registration({ webhook, now, onRepair, onDelete }: {
  readonly webhook: Webhook;
  readonly now: Signal<number>;
  readonly onRepair: () => void;
  readonly onDelete: () => void;
}): VNode {
  const { name, url, problems, expiresAt } = webhook;
  const healthy = problems.length === 0;
  return (
    <li class="registration">
      <LevelIcon
        level={healthy ? "good" : "warn"}
        label={healthy ? "as it should be" : "needs repair"}
      />
      <div>
        <h4>{name}</h4>
        <p>
          <code>{url}</code>
        </p>
        <p class="fineprint">
          {webhookWords(webhook)}
          {expiresAt !== null && `, ends ${instant(expiresAt, now.value)}`}
        </p>
        {problems.map(({ code, message }) => <p class="problem" key={code}>{message}</p>)}
      </div>
      <div class="registration-actions">
        {!healthy && (
          <button type="button" onClick={onRepair} aria-label={`Repair ${name}`}>Repair</button>
        )}
        <button type="button" onClick={onDelete} aria-label={`Delete ${name}`}>Delete …</button>
      </div>
    </li>
  );
}
