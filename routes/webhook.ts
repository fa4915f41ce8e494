/**
 * Intake: where Jira delivers. The status is a decision about durability: Jira comes again only
 * after 408, 409, 425, 429 and 5xx, so anything that may work later is one of these.
 *
 * @module
 */

import { type Context, Hono } from "hono";
import type { FailureLimiter } from "../lib/access/limiter.ts";
import type { Intake } from "../lib/inbox/intake/accept.ts";
import type { BodyReader, BodyRefusal } from "../lib/inbox/intake/body_budget.ts";
import { MAX_BODY } from "../lib/inbox/intake/body_budget.ts";
import { CHECKED, isCheckCall } from "../lib/inbox/intake/check_call.ts";
import type { Unreadable } from "../lib/inbox/kept/quarantine.ts";
import type { Arrival } from "../lib/inbox/types.ts";
import { hasAppToken } from "../lib/jira/app_token.ts";
import { decodeBody } from "../lib/jira/event.ts";
import type { Json } from "../lib/jira/read.ts";
import { matchSignatures, readSignatures, type SignatureRefusal } from "../lib/jira/signature.ts";
import type { Log } from "../lib/ops/log.ts";
import type { AppDeliveries } from "./app_delivery.ts";
import type { HintAnswer, Hints } from "./hint.ts";
import { BACKLOG_FULL, type Refusal, refuse, RETRY_AFTER_SECONDS } from "./answers.ts";

/** What the intake route needs. */
export interface WebhookDeps {
  /** Secrets of a site, newest first; `null` for an unknown site. */
  readonly secretsOf: (site: string) => readonly string[] | null;
  readonly defaultSite: string;
  readonly bodies: BodyReader;
  readonly intake: Pick<Intake, "accept">;
  readonly quarantine: (call: Unreadable) => Promise<void>;
  readonly limiter: FailureLimiter;
  readonly addressOf: (c: Context) => string;
  readonly now: () => number;
  readonly newId: () => string;
  readonly log: Log;
  /** Counts answers by what was said. */
  readonly count: (answer: IntakeAnswer) => void;
  /** Told of the body of each verified delivery, copies too. */
  readonly heard: (body: Json) => void;
  /** Waits until a delivery is applied, where work after the answer can't be relied on. */
  readonly settle: (id: string) => Promise<void>;
  /** Whether the backlog leaves room for more. */
  readonly hasRoom: () => boolean;
  /** Takes calls without a signature as hints; `null`: they are refused. */
  readonly hints: Hints | null;
  /** Takes deliveries to an app's webhooks; `null`: there is no app. */
  readonly app: AppDeliveries | null;
}

/** Characters of a header kept with a delivery; Jira's own are below 100. */
const LONGEST_HEADER = 200;

/** What became of a call; `busy` may come again. */
export type IntakeAnswer = "accepted" | "duplicate" | typeof CHECKED | "refused" | HintAnswer;

const NOT_READ: Record<BodyRefusal, (deadline: number) => Refusal> = {
  too_large: () => ({
    status: 413,
    code: "too_large",
    message: `Cannot accept the body: it is larger than ${MAX_BODY} bytes, the most Jira sends.`,
  }),
  busy: () => ({
    status: 503,
    code: "busy",
    message: "Cannot accept the body now: too many bytes are on their way. Please send it again.",
    retryAfter: RETRY_AFTER_SECONDS,
  }),
  slow: (deadline) => ({
    status: 408,
    code: "slow_body",
    message: `Cannot accept the body: it did not arrive within ${deadline / 1000} s. ` +
      "Please send it again.",
  }),
  aborted: () => ({
    status: 408,
    code: "aborted",
    message: "Cannot accept the body: the connection ended before it was complete. " +
      "Please send it again.",
  }),
};

/** Mounts `POST /webhook/jira` and `POST /webhook/jira/:site`. */
export function webhookRoutes(deps: WebhookDeps): Hono {
  const app = new Hono();
  app.post("/webhook/jira", (c) => receive(deps, { c, site: deps.defaultSite }));
  app.post("/webhook/jira/:site", (c) => receive(deps, { c, site: c.req.param("site") }));
  app.all("/webhook/jira/:site?", (c) => {
    c.header("Allow", "POST");
    return refuse(c, {
      status: 405,
      code: "method_not_allowed",
      message: `Cannot take a ${c.req.method} here: Jira delivers webhooks with POST.`,
    });
  });
  return app;
}

interface Call {
  readonly c: Context;
  readonly site: string;
}

async function receive(deps: WebhookDeps, call: Call): Promise<Response> {
  const { c, site } = call;
  const secrets = deps.secretsOf(site);
  if (secrets === null) {
    return refuseCall(deps, {
      ...call,
      refusal: {
        status: 404,
        code: "unknown_site",
        message:
          `Cannot accept for site ${JSON.stringify(site.slice(0, 64))}: no such site here. ` +
          "Correct the address of the webhook in Jira.",
      },
    });
  }
  // Nobody who doesn't even claim to be Jira gets a body read.
  const proof = await proofOf(deps, c);
  if (proof.by === "none") return refuseCall(deps, { ...call, refusal: proof.refusal });
  const flood = proof.by === "nobody" ? proof.hints.refuseFlood(c) : null;
  if (flood !== null) return flood;
  const body = await deps.bodies.read(c.req.raw);
  if (!body.ok) {
    const refusal = NOT_READ[body.code](deps.bodies.deadline);
    deps.count(refusal.status === 503 ? "busy" : "refused");
    return refuse(c, refusal);
  }
  try {
    return await receiveProved(deps, { ...call, proof, raw: body.raw, secrets });
  } catch (cause) {
    deps.count("busy");
    throw cause;
  } finally {
    body.release();
  }
}

/** By what a call proves who it is from; a signature needs the body, too. */
type Proof =
  | { readonly by: "signature"; readonly given: readonly string[] }
  | { readonly by: "token"; readonly app: AppDeliveries }
  | { readonly by: "nobody"; readonly hints: Hints };

async function proofOf(
  { app, hints }: WebhookDeps,
  c: Context,
): Promise<Proof | { readonly by: "none"; readonly refusal: Refusal }> {
  const { headers } = c.req.raw;
  const claim = readSignatures(headers);
  if (claim.ok) return { by: "signature", given: claim.given };
  if (claim.reason === "missing" && app !== null && (hints === null || hasAppToken(headers))) {
    const refusal = await app.verify(headers);
    return refusal === null ? { by: "token", app } : { by: "none", refusal };
  }
  if (claim.reason === "missing" && hints !== null) return { by: "nobody", hints };
  return { by: "none", refusal: unsigned(claim) };
}

async function receiveProved(
  deps: WebhookDeps,
  call: Call & {
    readonly proof: Proof;
    readonly raw: Uint8Array;
    readonly secrets: readonly string[];
  },
): Promise<Response> {
  const { c, proof, raw, secrets } = call;
  if (proof.by === "nobody") return await proof.hints.take(c, raw);
  if (proof.by === "token") {
    return await proof.app.take(c, {
      raw,
      refuse: (refusal) => refuseCall(deps, { ...call, refusal }),
    });
  }
  const verdict = matchSignatures(raw, { given: proof.given, secrets });
  if (!verdict.ok) return refuseCall(deps, { ...call, refusal: unsigned(verdict) });
  return await receiveBody(deps, { ...call, secret: verdict.secret });
}

function unsigned({ reason, message }: SignatureRefusal): Refusal {
  return { status: 401, code: `signature_${reason}`, message };
}

async function receiveBody(
  deps: WebhookDeps,
  call: Call & { readonly raw: Uint8Array; readonly secret: number },
): Promise<Response> {
  const { c, site, raw } = call;
  const headers = c.req.raw.headers;
  const decoded = decodeBody(raw);
  const received = {
    site,
    id: deps.newId(),
    raw,
    receivedAt: deps.now(),
    identifier: identifierOf(headers),
    flow: bounded(headers.get("x-atlassian-webhook-flow")),
    retry: bounded(headers.get("x-atlassian-webhook-retry")),
    secret: call.secret,
  };
  if (!decoded.ok) {
    const message = decoded.message + encodingHint(headers);
    await deps.quarantine({ ...received, code: decoded.code, message });
    deps.count("unreadable");
    return refuse(c, { status: 400, code: decoded.code, message });
  }
  if (isCheckCall(decoded.body)) {
    deps.count(CHECKED);
    return c.json({ status: CHECKED });
  }
  if (!deps.hasRoom()) {
    deps.count("busy");
    return refuse(c, BACKLOG_FULL);
  }
  return await store(deps, { c, arrival: { ...received, body: decoded.body } });
}

async function store(
  deps: WebhookDeps,
  { c, arrival }: { readonly c: Context; readonly arrival: Arrival },
): Promise<Response> {
  const answer = await deps.intake.accept(arrival);
  deps.count(answer.status);
  deps.heard(arrival.body);
  if (answer.status === "accepted") await deps.settle(answer.id);
  return c.json(answer, answer.status === "accepted" ? 202 : 200);
}

/** Only failed authentication is limited: whatever is validly signed has got past this. */
function refuseCall(deps: WebhookDeps, call: Call & { readonly refusal: Refusal }): Response {
  const { c, refusal } = call;
  deps.count("refused");
  const address = deps.addressOf(c);
  const wait = deps.limiter.blockedFor(address);
  deps.limiter.fail(address);
  if (wait === 0) {
    // Whoever goes on failing is limited, and so is what they can write into the log.
    deps.log(`Refused a webhook from ${address} (${refusal.code}): ${refusal.message}`);
    return refuse(c, refusal);
  }
  return refuse(c, {
    status: 429,
    code: "too_many_failures",
    message: "Cannot accept: too many calls from this address failed to authenticate. " +
      `The last one: ${refusal.message}`,
    retryAfter: wait,
  });
}

function encodingHint(headers: Headers): string {
  const encoding = headers.get("content-encoding");
  if (encoding === null) return "";
  return ` (it came with Content-Encoding: ${bounded(encoding)}; send it uncompressed)`;
}

/** One that is too long is none: cut, it might be that of another delivery. */
function identifierOf(headers: Headers): string | null {
  const given = headers.get("x-atlassian-webhook-identifier") ?? "";
  return given === "" || given.length > LONGEST_HEADER ? null : given;
}

function bounded(value: string | null): string | null {
  return value === null ? null : value.slice(0, LONGEST_HEADER);
}
