/**
 * Whether webhooks get through: judged by the last one that came, or tried.
 *
 * @module
 */

import { z } from "zod";
import { checkCall, CHECKED } from "../../inbox/intake/check_call.ts";
import { HUB_HEADER, sign } from "../../jira/signature.ts";
import { askService, type Heard, type ServiceDeps } from "./ask_service.ts";
import { amber, type DoctorLine, green, red } from "./line.ts";
import type { ServiceStatus } from "./service.ts";

const DAY = 24 * 60 * 60 * 1000;

/** What to say of the last delivery; `now` in ms. */
export function deliveryLine(status: ServiceStatus, now: number): DoctorLine {
  switch (status.t) {
    case "away":
      return amber("delivery", "Not known: the service was not found. Start it and ask again.");
    case "no_token":
      return amber("delivery", "Not known: set ADMIN_TOKEN, so that the service can be asked.");
    case "bad_token":
      return red("delivery", "The service does not take ADMIN_TOKEN: set it to the service's own.");
    case "read":
      return lastLine(status, now);
  }
}

function lastLine(
  { lastDeliveryAt, refused, hinted }: ServiceStatus & { readonly t: "read" },
  now: number,
): DoctorLine {
  if (lastDeliveryAt !== null) {
    const came = `The last webhook came at ${utc(lastDeliveryAt)}`;
    return now - lastDeliveryAt <= DAY
      ? green("delivery", `${came}, signed as it should be.`)
      : amber("delivery", `${came}, more than a day ago. Change an issue in Jira and look again.`);
  }
  if (hinted > 0) {
    return green("delivery", `Calls without a signature come, and are taken as hints (${hinted}).`);
  }
  return refused > 0
    ? red(
      "delivery",
      `No webhook was accepted, but calls were refused (${refused} since the start). Look at the ` +
        "service's log: mostly the secret in Jira is missing, or another one",
    )
    : amber("delivery", "No webhook came yet. Change an issue in Jira and look again.");
}

/** What to say of deliveries of another Jira than the store's; nothing when there are none. */
export function foreignLine(status: ServiceStatus): DoctorLine | null {
  if (status.t !== "read" || status.foreign === 0) return null;
  const { foreign, mirrorOf } = status;
  const what = `${foreign} ${foreign === 1 ? "delivery" : "deliveries"}`;
  return amber(
    "other Jira",
    `Kept and not applied: ${what} of another Jira than ${
      mirrorOf?.url ?? "the store's"
    }. If it is ` +
      "the same one under another address, accept it on the dashboard or by POST " +
      "/api/sync/accept; else delete the webhook there",
  );
}

/** What to say of what waits for somebody's decision; nothing when nothing does. */
export function keptLine(
  status: ServiceStatus,
  at: string | null,
): DoctorLine | null {
  if (status.t !== "read" || status.dead + status.quarantined === 0) return null;
  const { dead, quarantined } = status;
  const letters = `${dead} ${dead === 1 ? "delivery" : "deliveries"} could not be applied`;
  const calls = `${quarantined} ${quarantined === 1 ? "call" : "calls"} could not be read`;
  const found = [dead > 0 ? letters : "", quarantined > 0 ? calls : ""].filter((part) => part);
  return amber(
    "kept",
    `${found.join(", and ")}. See why at ${at}/#/kept, mend the cause, then replay or discard them`,
  );
}

function utc(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** What trying needs. */
export interface RoundTrip extends ServiceDeps {
  /** Where the service is; `null` when it was not found. */
  readonly at: string | null;
  /** `null` when it is not known here. */
  readonly secret: string | null;
}

const Answer = z.object({
  status: z.string().optional(),
  error: z.object({ code: z.string(), message: z.string() }).optional(),
});

/** Sends a signed call that leaves nothing behind. */
export async function tryRoundTrip(trip: RoundTrip): Promise<DoctorLine> {
  const { at, secret } = trip;
  const check = "round trip";
  if (at === null) return amber(check, "Not tried: the service was not found.");
  if (secret === null) {
    return amber(check, "Not tried: set JIRA_WEBHOOK_SECRET to the service's own.");
  }
  const url = `${at}/webhook/jira`;
  const body = checkCall();
  const headers = { [HUB_HEADER]: sign(body, secret), "content-type": "application/json" };
  const heard = await askService(url, { ...trip, init: { method: "POST", headers, body } });
  return judged(heard, url);
}

function judged({ status, body, found }: Heard, url: string): DoctorLine {
  const check = "round trip";
  const answer = Answer.safeParse(body).data;
  if (status === 200 && answer?.status === CHECKED) {
    return green(check, `A signed call to ${url} was recognised; it left nothing behind.`);
  }
  if (answer?.error?.code === "signature_mismatch") {
    return red(
      check,
      `The service at ${url} does not recognise the signature. Give it and this command the same ` +
        "JIRA_WEBHOOK_SECRET; if they have it, a proxy changes the body",
    );
  }
  const said = answer?.error === undefined ? "" : `: ${answer.error.message.replace(/\.$/, "")}`;
  return red(
    check,
    `A signed call to ${url} was not recognised (${found}${said}). Look at the proxy before the ` +
      "service, and at the service's log",
  );
}
