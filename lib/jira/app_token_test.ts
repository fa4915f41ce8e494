import { deepEqual, equal, ok } from "node:assert/strict";
import { SignJWT } from "jose";
import { type TokenProblem, verifyAppToken } from "./app_token.ts";

const SECRET = "the-client-secret";

/** s */
const NOW = 1_800_000_000;

/** A token that is good, but for what is given; times in s. */
function tokenOf(
  { secret = SECRET, alg = "HS256", iat = NOW, exp = NOW + 180 }: {
    readonly secret?: string;
    readonly alg?: string;
    readonly iat?: number | null;
    readonly exp?: number | null;
  } = {},
): Promise<string> {
  const claims = { ...iat === null ? {} : { iat }, ...exp === null ? {} : { exp } };
  const key = new TextEncoder().encode(secret);
  return new SignJWT(claims).setProtectedHeader({ alg }).sign(key);
}

async function verdictOf(authorization: string | null): Promise<"good" | TokenProblem> {
  const headers = new Headers(authorization === null ? {} : { authorization });
  const verdict = await verifyAppToken(headers, { secret: SECRET, now: NOW * 1_000 });
  if (verdict.ok) return "good";
  ok(verdict.message.startsWith("Cannot verify the token: "));
  ok(!verdict.message.includes(SECRET));
  return verdict.reason;
}

Deno.test("verifyAppToken() takes a token of the app's secret", async () => {
  equal(await verdictOf(`Bearer ${await tokenOf()}`), "good");
  equal(await verdictOf(`bearer ${await tokenOf()}`), "good");
});

Deno.test("verifyAppToken() allows for clocks five minutes apart", async () => {
  const cases = [
    [{ iat: NOW - 400, exp: NOW - 299 }, "good"],
    [{ iat: NOW - 400, exp: NOW - 301 }, "expired"],
    [{ iat: NOW + 299, exp: NOW + 480 }, "good"],
    [{ iat: NOW + 301, exp: NOW + 480 }, "early"],
  ] as const;
  for (const [given, expected] of cases) {
    equal(await verdictOf(`Bearer ${await tokenOf(given)}`), expected, JSON.stringify(given));
  }
});

Deno.test("verifyAppToken() takes no token for longer than a day, whatever it says", async () => {
  const given = { iat: NOW - 90_000, exp: NOW + 90_000 };
  equal(await verdictOf(`Bearer ${await tokenOf(given)}`), "expired");
});

Deno.test("verifyAppToken() says why it refuses", async () => {
  const good = await tokenOf();
  const [header, claims, signature] = good.split(".");
  const encoded = (json: string) => btoa(json).replaceAll("=", "");
  const none = encoded('{"alg":"none"}');
  const cases: [string | null, TokenProblem][] = [
    [null, "missing"],
    ["Basic YTpi", "missing"],
    [`JWT ${good}`, "missing"],
    ["Bearer", "missing"],
    ["Bearer x", "malformed"],
    [`Bearer ${header}.${claims}`, "malformed"],
    [`Bearer ${"a".repeat(5_000)}.b.c`, "malformed"],
    [`Bearer ${good}, Bearer ${good}`, "malformed"],
    [`Bearer ${none}.${claims}.`, "algorithm"],
    [`Bearer ${await tokenOf({ alg: "HS512" })}`, "algorithm"],
    [`Bearer ${await tokenOf({ secret: "another-secret-of-theirs" })}`, "mismatch"],
    [`Bearer ${header}.${encoded('{"iat":1,"exp":9999999999}')}.${signature}`, "mismatch"],
    [`Bearer ${await tokenOf({ iat: null })}`, "malformed"],
    [`Bearer ${await tokenOf({ exp: null })}`, "malformed"],
  ];
  for (const [authorization, expected] of cases) {
    deepEqual([authorization, await verdictOf(authorization)], [authorization, expected]);
  }
});
