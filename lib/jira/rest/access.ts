/**
 * How the service proves to Jira who it is, and where the Jira it talks to answers.
 *
 * @module
 */

/** Credentials of one Jira. The tokens in it are secrets: they go into headers and nowhere else. */
export type JiraAccess = ApiTokenAccess | ScopedTokenAccess | OauthAccess | PatAccess;

/** A classic API token of Jira Cloud, used on the site's own address. */
export interface ApiTokenAccess {
  readonly kind: "api_token";
  /** Without a trailing slash. */
  readonly baseUrl: string;
  readonly email: string;
  readonly token: string;
}

/** A scoped API token, or one of a service account: Cloud takes it at the gateway only. */
export interface ScopedTokenAccess {
  readonly kind: "scoped_token";
  readonly cloudId: string;
  readonly email: string;
  readonly token: string;
}

/** An OAuth 2.0 (3LO) app of Jira Cloud, at the gateway. */
export interface OauthAccess {
  readonly kind: "oauth";
  readonly cloudId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** The first one; each renewal gives another, which is kept. */
  readonly refreshToken: string;
}

/** A personal access token of Jira Data Center. */
export interface PatAccess {
  readonly kind: "pat";
  /** With the context path, without a trailing slash. */
  readonly baseUrl: string;
  readonly token: string;
}

/** Where Atlassian answers for gateway and tokens; others only in tests. */
export const ATLASSIAN: AtlassianHosts = {
  gateway: "https://api.atlassian.com",
  login: "https://auth.atlassian.com",
};

/** Addresses shared by all sites of Jira Cloud, without a trailing slash. */
export interface AtlassianHosts {
  readonly gateway: string;
  readonly login: string;
}

/** The address that paths such as `/rest/api/2/myself` are put behind. */
export function apiRoot(access: JiraAccess, hosts: AtlassianHosts): string {
  return access.kind === "api_token" || access.kind === "pat"
    ? access.baseUrl
    : `${hosts.gateway}/ex/jira/${encodeURIComponent(access.cloudId)}`;
}

/** Which of the two Jiras these credentials are for. */
export function deploymentOf(access: JiraAccess): "cloud" | "datacenter" {
  return access.kind === "pat" ? "datacenter" : "cloud";
}

/** Everything in `access` that must never be written anywhere. */
export function secretsOf(access: JiraAccess): readonly string[] {
  if (access.kind === "oauth") return [access.clientSecret, access.refreshToken];
  if (access.kind === "pat") return [access.token];
  return [access.token, basicOf(access)];
}

/** `email:token` as HTTP's Basic scheme writes it. */
export function basicOf(access: ApiTokenAccess | ScopedTokenAccess): string {
  return new TextEncoder().encode(`${access.email}:${access.token}`).toBase64();
}
