/**
 * Limits on how fast and how much may be asked, as Atlassian documents them for Cloud
 * (https://developer.atlassian.com/cloud/jira/platform/rate-limiting/) and for Data Center
 * (https://confluence.atlassian.com/adminjiraserver/improving-instance-stability-with-rate-limiting-983794911.html).
 *
 * @module
 */

import type { Flavour } from "../model.ts";
import { type Bucket, createBucket } from "./token_bucket.ts";
import { errorBody, type Reply } from "./reply.ts";

/** Requests a second, which is also how many may come at once. */
export interface BurstLimits {
  /** By method. */
  readonly methods: Readonly<Record<string, number>>;
  /** For single endpoints, such as `GET issue/:issue`. */
  readonly endpoints: Readonly<Record<string, number>>;
}

/** Points an hour; they begin anew with each full hour, UTC. */
export interface Quota {
  readonly points: number;
  /** `global`: shared by all sites of an app; `tenant`: of this site. */
  readonly scope: "global" | "tenant";
}

/** The limits in force; `null` for none. */
export interface LimitSettings {
  burst: BurstLimits | null;
  quota: Quota | null;
}

/** Watches the limits. */
export interface Limiter {
  /** The refusal of a call that is over a limit; else `null`, and the call counts. */
  admit(method: string, endpoint: string): Reply | null;
  /** Notes what a call cost. */
  spend(points: number): void;
  /** What the answer to an admitted call says of the limits. */
  headers(method: string, endpoint: string): Record<string, string>;
}

const HOUR = 3_600_000;
/** Below this share of a limit `X-RateLimit-NearLimit` is set. */
const NEAR = 0.2;

/** Makes a limiter. `settings` may change at any time. */
export function createLimiter(
  options: { settings: LimitSettings; flavour: Flavour; now: () => number },
): Limiter {
  const { settings, flavour, now } = options;
  const buckets = new Map<string, Bucket>();
  let spent = { hour: 0, points: 0 };

  function bucketOf(method: string, endpoint: string): Bucket | null {
    if (settings.burst === null) return null;
    const rate = settings.burst.endpoints[endpoint] ?? settings.burst.methods[method];
    if (rate === undefined) return null;
    // Data Center counts a user's requests together.
    const name = `${rate} ${flavour === "cloud" ? endpoint : ""}`;
    const bucket = buckets.get(name) ?? createBucket({ rate, now });
    buckets.set(name, bucket);
    return bucket;
  }
  function spend(points: number): number {
    const hour = Math.floor(now() / HOUR);
    spent = { hour, points: points + (spent.hour === hour ? spent.points : 0) };
    return spent.points;
  }
  function pointsLeft(quota: Quota): number {
    return Math.max(0, quota.points - spend(0));
  }
  function admit(method: string, endpoint: string): Reply | null {
    const { quota } = settings;
    if (quota !== null && pointsLeft(quota) === 0) return overQuota(quota, now());
    const bucket = bucketOf(method, endpoint);
    if (bucket === null || bucket.take()) return null;
    return flavour === "cloud" ? overBurst(bucket, now()) : overUserLimit(bucket);
  }
  return {
    admit,
    spend: (points) => void spend(points),
    headers: (method, endpoint) => {
      const bucket = bucketOf(method, endpoint);
      if (flavour === "datacenter") return bucket === null ? {} : userLimit(bucket);
      return {
        ...(bucket === null ? {} : burstState(bucket, now())),
        ...(settings.quota === null
          ? {}
          : quotaState(settings.quota, { left: pointsLeft(settings.quota), now: now() })),
      };
    },
  };
}

function overBurst(bucket: Bucket, now: number): Reply {
  return tooMany({
    ...burstState(bucket, now),
    "Retry-After": secondsUp(bucket.wait()),
    "RateLimit-Reason": "jira-burst-based",
  });
}

function burstState(bucket: Bucket, now: number): Record<string, string> {
  return {
    "X-RateLimit-Limit": `${bucket.rate}`,
    "X-RateLimit-Remaining": `${bucket.left()}`,
    "X-RateLimit-Reset": isoSeconds(now + bucket.wait()),
    ...(bucket.left() < bucket.rate * NEAR ? { "X-RateLimit-NearLimit": "true" } : {}),
  };
}

function overQuota(quota: Quota, now: number): Reply {
  return tooMany({
    ...quotaState(quota, { left: 0, now }),
    "Retry-After": secondsUp(HOUR - now % HOUR),
    "RateLimit-Reason": `jira-quota-${quota.scope}-based`,
  });
}

function quotaState(
  quota: Quota,
  { left, now }: { left: number; now: number },
): Record<string, string> {
  const toReset = HOUR - now % HOUR;
  const name = `"jira-${quota.scope}-quota"`;
  return {
    "X-RateLimit-Limit": `${quota.points}`,
    "X-RateLimit-Remaining": `${left}`,
    "X-RateLimit-Reset": isoSeconds(now + toReset),
    ...(left < quota.points * NEAR ? { "X-RateLimit-NearLimit": "true" } : {}),
    "Beta-RateLimit-Policy": `${name};q=${quota.points};w=3600`,
    "Beta-RateLimit": `${name};r=${left};t=${secondsUp(toReset)}`,
  };
}

function overUserLimit(bucket: Bucket): Reply {
  return tooMany({ ...userLimit(bucket), "Retry-After": secondsUp(bucket.wait()) });
}

function userLimit(bucket: Bucket): Record<string, string> {
  return {
    "X-RateLimit-Limit": `${bucket.rate}`,
    "X-RateLimit-Remaining": `${bucket.left()}`,
    "X-RateLimit-Interval-Seconds": "1",
    "X-RateLimit-FillRate": `${bucket.rate}`,
  };
}

function tooMany(headers: Record<string, string>): Reply {
  return { status: 429, body: errorBody("Rate limit exceeded."), headers };
}

function secondsUp(ms: number): string {
  return `${Math.max(1, Math.ceil(ms / 1_000))}`;
}

function isoSeconds(at: number): string {
  return new Date(Math.ceil(at / 1_000) * 1_000).toISOString().replace(".000Z", "Z");
}
