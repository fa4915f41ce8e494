/**
 * Addresses of issues in Jira, both ways.
 *
 * @module
 */

const KEY = /^[A-Z][A-Z0-9_]{0,254}-\d{1,18}$/;

/** Where an issue is opened; `null` where its Jira or its key is not known. */
export function issueLink(jiraUrl: string | null, key: string | undefined): string | null {
  if (jiraUrl === null || key === undefined) return null;
  return `${jiraUrl}/browse/${encodeURIComponent(key)}`;
}

/**
 * The key of the issue a page of Jira shows; `null` when it shows none. Read from the address, never
 * from the page, whose shape is Atlassian's: `/browse/KEY-1`, `?selectedIssue=KEY-1`, and the
 * `/projects/KEY/issues/KEY-1` of Data Center and of Cloud's lists.
 */
export function keyInAddress(address: string): string | null {
  const url = URL.parse(address);
  if (url === null) return null;
  const selected = url.searchParams.get("selectedIssue");
  const path = /\/(?:browse|issues)\/([^/]+)\/?$/.exec(url.pathname)?.[1];
  const key = (selected ?? path ?? "").toUpperCase();
  return KEY.test(key) ? key : null;
}

/** Whether a page belongs to a Jira, whose address may have a path on Data Center. */
export function isOfJira(address: string, jiraUrl: string | null): boolean {
  if (jiraUrl === null) return false;
  return address === jiraUrl || address.startsWith(`${jiraUrl}/`);
}

/** What the browser calls the site of an address: it may name no port, and so fits all of them. */
export function patternOf(url: string): string {
  const { protocol, hostname } = new URL(url);
  return `${protocol}//${hostname}/*`;
}
