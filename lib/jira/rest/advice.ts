/**
 * What to do about a Jira that does not answer as it should, by the kind of credentials in use.
 *
 * @module
 */

import type { JiraAccess } from "./access.ts";

/** How to get a token that works. */
export function renewToken(access: JiraAccess): string {
  switch (access.kind) {
    case "api_token":
      return "Make a new API token at https://id.atlassian.com/manage-profile/security/api-tokens " +
        "and set JIRA_EMAIL and JIRA_API_TOKEN; a token with scopes also needs JIRA_CLOUD_ID";
    case "scoped_token":
      return "Make a new token with the scopes read:jira-work and read:jira-user, and set " +
        "JIRA_EMAIL, JIRA_API_TOKEN and the JIRA_CLOUD_ID of the same site";
    case "oauth":
      return "Authorise the app again, with the scopes read:jira-work, read:jira-user and " +
        "offline_access, and set JIRA_OAUTH_REFRESH_TOKEN and the JIRA_CLOUD_ID of the same site";
    case "pat":
      return "Make a new token in Jira (profile → Personal Access Tokens) and set JIRA_PAT";
  }
}

/** How to get to the right address. */
export function checkAddress(access: JiraAccess): string {
  switch (access.kind) {
    case "api_token":
      return "Set JIRA_BASE_URL to the site's own address, such as https://example.atlassian.net";
    case "pat":
      return "Set JIRA_BASE_URL to where Jira answers, with its context path, such as " +
        "https://jira.example.com/jira";
    case "scoped_token":
    case "oauth":
      return "Check JIRA_CLOUD_ID: https://<site>/_edge/tenant_info shows it";
  }
}

/** How to get a right that is missing. */
export function grantRight(access: JiraAccess): string {
  return access.kind === "oauth" || access.kind === "scoped_token"
    ? "Give the account the right in Jira, and the token the scope it needs"
    : "Give the account the right in Jira";
}
