/**
 * A call that only asks whether calls get through: signed like a delivery, and named as no event of
 * Jira is, so that answering it stores nothing.
 *
 * @module
 */

/** What such a call has for `webhookEvent`. */
const CHECK_EVENT = "boardcast:check";

/** The status it is answered with. */
export const CHECKED = "checked";

/** The body of such a call; signing it is up to the caller. */
export function checkCall(): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify({ webhookEvent: CHECK_EVENT }));
}

/** Whether a body is that of such a call. */
export function isCheckCall(body: Readonly<Record<string, unknown>>): boolean {
  return body["webhookEvent"] === CHECK_EVENT;
}
