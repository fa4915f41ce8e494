/**
 * What to set so that anything is compared with Jira.
 *
 * @module
 */

import type { VNode } from "preact";

const SETTINGS: readonly (readonly [names: string, meaning: string])[] = [
  ["JIRA_BASE_URL", "Address of Jira, such as https://example.atlassian.net"],
  ["JIRA_EMAIL, JIRA_API_TOKEN", "Jira Cloud: an account and its API token"],
  ["JIRA_PAT", "Jira Data Center: a personal access token in place of the two"],
];

/** Shown while nothing is compared. */
export function Setup(): VNode {
  return (
    <section class="setup" aria-labelledby="setup-title">
      <h3 id="setup-title">To compare with Jira</h3>
      <p>
        Webhooks are applied as they come, but Jira gives up on some after an outage. With access to
        its REST API the service finds and repairs what was missed. Set these and restart it:
      </p>
      <dl>
        {SETTINGS.map(([names, meaning]) => (
          <div key={names}>
            <dt>{names.split(", ").map((name) => <code key={name}>{name}</code>)}</dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <p class="fineprint">
        The account needs to see every project that is to be mirrored. Nothing is changed in Jira
        but the webhook of this service, when you ask for it.
      </p>
    </section>
  );
}
