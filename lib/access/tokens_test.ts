import { deepEqual, equal } from "node:assert/strict";
import { hashToken } from "./credentials.ts";
import { bearerToken, createAuthenticate } from "./tokens.ts";

const TOKEN = "the-administrators-token";

Deno.test("authenticate() grants everything to the administrator's token and nothing to any other", () => {
  const authenticate = createAuthenticate(hashToken(TOKEN));
  deepEqual(authenticate(TOKEN), { token: "admin", projects: "all", levels: "all", expires: null });
  for (const other of ["", `${TOKEN} `, TOKEN.slice(1), TOKEN.toUpperCase(), `${TOKEN}${TOKEN}`]) {
    equal(authenticate(other), null, other);
  }
});

Deno.test("authenticate() gives no grant that names the token", () => {
  const grant = createAuthenticate(hashToken(TOKEN))(TOKEN);
  equal(JSON.stringify(grant).includes(TOKEN), false);
});

Deno.test("bearerToken() reads the token of the Bearer scheme, and of no other", () => {
  const read = (authorization: string) => bearerToken(new Headers({ authorization }));
  equal(read(`Bearer ${TOKEN}`), TOKEN);
  equal(read(`bearer  ${TOKEN} `), TOKEN);
  for (const other of ["", "Bearer", "Bearer ", TOKEN, `Basic ${TOKEN}`, "Bearer two words"]) {
    equal(read(other), null, other);
  }
  equal(bearerToken(new Headers()), null);
});
