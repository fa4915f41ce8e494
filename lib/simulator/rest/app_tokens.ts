/**
 * The tokens of an OAuth 2.0 app: access tokens live an hour, and each renewal gives another refresh
 * token and makes the one before void.
 *
 * @module
 */

/** Life of an access token, s, by Atlassian's documentation. */
export const LIFETIME = 3_600;

/** The tokens of the app. */
export interface AppTokens {
  /** Whether an access token is the app's and not over. */
  isGood(accessToken: string): boolean;
  /** New tokens for a refresh token; `null` when it is void. */
  renew(refreshToken: string): { accessToken: string; refreshToken: string } | null;
}

/** Tokens that begin with a pair; the first access token holds for as long as it is needed. */
export function createAppTokens(
  options: { accessToken: string; refreshToken: string; now: () => number },
): AppTokens {
  const { now } = options;
  const ends = new Map([[options.accessToken, Infinity]]);
  let [refreshToken, renewals] = [options.refreshToken, 0];
  return {
    isGood: (accessToken) => (ends.get(accessToken) ?? 0) > now(),
    renew: (given) => {
      if (given !== refreshToken) return null;
      renewals += 1;
      refreshToken = `${options.refreshToken}-${renewals}`;
      const accessToken = `${options.accessToken}-${renewals}`;
      ends.set(accessToken, now() + LIFETIME * 1_000);
      return { accessToken, refreshToken };
    },
  };
}
