import { createHmac } from "node:crypto";
import { sign } from "../lib/jira/signature.ts";
import { assertAccepted, assertFed, assertRefused, change } from "./_intake.ts";
import { bytes, rawPost } from "./_raw_http.ts";
import { type RunningService, runService, SECRET } from "./_service.ts";

const HUB = "x-hub-signature";
const PLAIN = "x-jira-webhook-signature";

const BODY = bytes(JSON.stringify(change(5)));
const GOOD = sign(BODY, SECRET);
const GOOD_HEX = GOOD.slice("sha256=".length);
const OTHER_HEX = sign(BODY, "a secret of somebody else").slice("sha256=".length);

function post(service: RunningService, headers: Readonly<Record<string, string>>) {
  return fetch(`${service.url}/webhook/jira`, { method: "POST", headers, body: BODY });
}

const REFUSED: readonly {
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly reason: string;
  readonly says: readonly RegExp[];
}[] = [
  { name: "no header", headers: {}, reason: "missing", says: [/was not sent/, /secret in Jira/] },
  {
    name: "another product's header",
    headers: { "x-hub-signature-256": GOOD },
    reason: "missing",
    says: [/X-Hub-Signature-256 is another product's header/],
  },
  { name: "an empty header", headers: { [HUB]: "" }, reason: "empty", says: [/has no value/] },
  {
    name: "a signature by another secret",
    headers: { [HUB]: `sha256=${OTHER_HEX}` },
    reason: "mismatch",
    says: [/another secret or over other bytes/, /set the same secret in Jira and here/],
  },
  {
    name: "a signature of other bytes",
    headers: { [HUB]: sign(bytes("other"), SECRET) },
    reason: "mismatch",
    says: [/over other bytes/],
  },
  {
    name: "a signature cut short",
    headers: { [HUB]: GOOD.slice(0, -1) },
    reason: "malformed",
    says: [/64 lower-case hex digits, and has 63 digits/],
  },
  {
    name: "a signature in upper case",
    headers: { [HUB]: `sha256=${GOOD_HEX.toUpperCase()}` },
    reason: "malformed",
    says: [/has upper-case digits/],
  },
  {
    name: "a method that isn't known",
    headers: { [HUB]: `sha1=${createHmac("sha1", SECRET).update(BODY).digest("hex")}` },
    reason: "unknown_method",
    says: [/method "sha1"; only sha256 is understood/],
  },
  {
    name: "hex digits without a method",
    headers: { [HUB]: GOOD_HEX },
    reason: "malformed",
    says: [/must read sha256=<64 hex digits>/],
  },
  {
    name: "a plain signature by another secret",
    headers: { [PLAIN]: OTHER_HEX },
    reason: "mismatch",
    says: [/another secret/],
  },
  {
    name: "a plain signature with a method",
    headers: { [PLAIN]: GOOD },
    reason: "malformed",
    says: [/X-Jira-Webhook-Signature must hold 64/],
  },
  {
    name: "a good and a wrong plain signature",
    headers: { [HUB]: GOOD, [PLAIN]: OTHER_HEX },
    reason: "mismatch",
    says: [/another secret/],
  },
  {
    name: "a wrong and a good plain signature",
    headers: { [HUB]: `sha256=${OTHER_HEX}`, [PLAIN]: GOOD_HEX },
    reason: "mismatch",
    says: [/another secret/],
  },
];

for (const { name, headers, reason, says } of REFUSED) {
  Deno.test(`a call with ${name} is refused, and nothing of it is stored`, async () => {
    await using service = await runService();
    await assertRefused(await post(service, headers), {
      status: 401,
      code: `signature_${reason}`,
      says: [/^Cannot verify the signature/, ...says],
    });
    await assertAccepted(await service.post(change(1)));
    await assertFed(service, [1]);
  });
}

Deno.test("a signature sent twice is refused, even when both are good", async () => {
  await using service = await runService();
  const answer = await rawPost({
    port: service.port,
    headers: [
      `X-Hub-Signature: ${GOOD}`,
      `X-Hub-Signature: ${GOOD}`,
      `Content-Length: ${BODY.length}`,
    ],
    body: [BODY],
    then: "stall",
  });
  await assertRefused(answer, {
    status: 401,
    code: "signature_repeated",
    says: [/X-Hub-Signature was sent more than once/],
  });
  await assertFed(service, []);
});

for (
  const headers of [{ [HUB]: GOOD }, { [PLAIN]: GOOD_HEX }, { [HUB]: GOOD, [PLAIN]: GOOD_HEX }]
) {
  Deno.test(`a good signature in ${Object.keys(headers).join(" and ")} is accepted`, async () => {
    await using service = await runService();
    await assertAccepted(await post(service, headers));
    await assertFed(service, [5]);
  });
}

Deno.test("each of several active secrets signs, and none that is no longer active", async () => {
  const [newest, older] = ["the newest of the secrets", "an older one of the secrets"];
  await using service = await runService({ env: { JIRA_WEBHOOK_SECRET: `${newest}, ${older}` } });
  for (const [n, secret] of [[1, newest], [2, older]] as const) {
    const body = JSON.stringify(change(n));
    await assertAccepted(await service.post(body, { [HUB]: sign(bytes(body), secret) }));
  }
  await assertRefused(await service.post(change(3)), {
    status: 401,
    code: "signature_mismatch",
    says: [],
  });
  const body = JSON.stringify(change(4));
  // Both headers are good, but not by one secret: nobody who knows a secret sends that.
  const mixed = {
    [HUB]: sign(bytes(body), newest),
    [PLAIN]: sign(bytes(body), older).slice("sha256=".length),
  };
  await assertRefused(await service.post(body, mixed), {
    status: 401,
    code: "signature_mismatch",
    says: [],
  });
  await assertFed(service, [1, 2]);
});
