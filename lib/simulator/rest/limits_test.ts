import { deepEqual, equal } from "node:assert/strict";
import { type BurstLimits, createLimiter, type Limiter, type LimitSettings } from "./limits.ts";

const START = Date.UTC(2026, 8, 1, 9, 20);
const SEARCH = ["POST", "POST search/jql"] as const;

/** What Atlassian documents for Cloud. */
const CLOUD_BURST: BurstLimits = {
  methods: { GET: 100, POST: 100, PUT: 50, DELETE: 50 },
  endpoints: { "GET issue/:issue": 150, "POST search/approximate-count": 150 },
};

interface Bench {
  readonly settings: LimitSettings;
  readonly limiter: Limiter;
  pass(ms: number): void;
}

function bench(flavour: "cloud" | "datacenter" = "cloud"): Bench {
  let now = START;
  const settings: LimitSettings = { burst: null, quota: null };
  const limiter = createLimiter({ settings, flavour, now: () => now });
  return { settings, limiter, pass: (ms) => now += ms };
}

function admitted({ limiter }: Bench, count: number): number {
  return Array.from({ length: count }, () => limiter.admit(...SEARCH)).filter((it) => it === null)
    .length;
}

Deno.test("admit() lets everything through without limits", () => {
  equal(admitted(bench(), 1_000), 1_000);
});

Deno.test("admit() holds each endpoint to its burst, and says when to come back", () => {
  const at = bench();
  at.settings.burst = CLOUD_BURST;
  equal(admitted(at, 150), 100);
  deepEqual(at.limiter.admit(...SEARCH)?.headers, {
    "X-RateLimit-Limit": "100",
    "X-RateLimit-Remaining": "0",
    "X-RateLimit-Reset": "2026-09-01T09:20:01Z",
    "X-RateLimit-NearLimit": "true",
    "Retry-After": "1",
    "RateLimit-Reason": "jira-burst-based",
  });
  equal(at.limiter.admit("GET", "GET myself"), null);
  at.pass(500);
  equal(admitted(at, 150), 50);
});

Deno.test("admit() stops everything when the hour's points are spent, until the next hour", () => {
  const at = bench();
  at.settings.quota = { points: 202, scope: "tenant" };
  at.limiter.spend(101);
  deepEqual(at.limiter.headers(...SEARCH)["X-RateLimit-NearLimit"], undefined);
  at.limiter.spend(101);
  deepEqual(at.limiter.admit("GET", "GET myself"), {
    status: 429,
    body: { errorMessages: ["Rate limit exceeded."], errors: {} },
    headers: {
      "X-RateLimit-Limit": "202",
      "X-RateLimit-Remaining": "0",
      "X-RateLimit-Reset": "2026-09-01T10:00:00Z",
      "X-RateLimit-NearLimit": "true",
      "Beta-RateLimit-Policy": '"jira-tenant-quota";q=202;w=3600',
      "Beta-RateLimit": '"jira-tenant-quota";r=0;t=2400',
      "Retry-After": "2400",
      "RateLimit-Reason": "jira-quota-tenant-based",
    },
  });
  at.pass(2_400_000);
  equal(at.limiter.admit("GET", "GET myself"), null);
});

Deno.test("Data Center counts a user's calls together, and gives no reason", () => {
  const at = bench("datacenter");
  at.settings.burst = { methods: { GET: 3, POST: 3 }, endpoints: {} };
  at.limiter.admit("GET", "GET myself");
  equal(admitted(at, 5), 2);
  deepEqual(Object.keys(at.limiter.admit(...SEARCH)!.headers!), [
    "X-RateLimit-Limit",
    "X-RateLimit-Remaining",
    "X-RateLimit-Interval-Seconds",
    "X-RateLimit-FillRate",
    "Retry-After",
  ]);
});
