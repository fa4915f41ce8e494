import { equal } from "node:assert/strict";
import { clientAddress, failureKey } from "./address.ts";

const PROXIES = ["10.0.0.1", "2001:db8::1"];

function addressOf(peer: string, forwarded?: string): string {
  const headers = new Headers(forwarded === undefined ? {} : { "x-forwarded-for": forwarded });
  return clientAddress({ headers, peer }, PROXIES);
}

Deno.test("clientAddress() is the peer's, whatever it says, unless the peer is a trusted proxy", () => {
  equal(addressOf("192.0.2.1"), "192.0.2.1");
  equal(addressOf("192.0.2.1", "203.0.113.5"), "192.0.2.1");
});

Deno.test("clientAddress() is the last address before the trusted proxies", () => {
  equal(addressOf("10.0.0.1", "203.0.113.5"), "203.0.113.5");
  equal(addressOf("10.0.0.1", "198.51.100.1, 203.0.113.5, 2001:db8::1"), "203.0.113.5");
  equal(addressOf("2001:db8::1", " 203.0.113.5 ,10.0.0.1"), "203.0.113.5");
});

Deno.test("clientAddress() is the proxy's own when it names nobody else", () => {
  for (const forwarded of [undefined, "", " , ", "10.0.0.1"]) {
    equal(addressOf("10.0.0.1", forwarded), "10.0.0.1");
  }
});

Deno.test("clientAddress() leaves out ports, brackets and the prefix of mapped addresses", () => {
  for (const spelling of ["203.0.113.5:4711", "::ffff:203.0.113.5", "::FFFF:203.0.113.5"]) {
    equal(addressOf("10.0.0.1", spelling), "203.0.113.5");
  }
  for (const spelling of ["2001:db8::9", "[2001:DB8::9]", "[2001:db8::9]:4711"]) {
    equal(addressOf("::ffff:10.0.0.1", spelling), "2001:db8::9");
  }
});

Deno.test("clientAddress() is never long, so that remembering it stays cheap", () => {
  equal(addressOf("10.0.0.1", "x".repeat(10_000)).length, 45);
});

Deno.test("failureKey() counts an IPv4 address alone and IPv6 addresses by their /64", () => {
  equal(failureKey("192.0.2.1"), "192.0.2.1");
  for (
    const address of [
      "2001:db8:1:2::1",
      "2001:db8:1:2:ffff:0:0:9",
      "2001:0db8:0001:0002::",
      "2001:db8:1:2::%eth0",
    ]
  ) {
    equal(failureKey(address), "2001:db8:1:2::/64", address);
  }
  equal(failureKey("2001:db8:1:3::1"), "2001:db8:1:3::/64");
  equal(failureKey("::1"), "0:0:0:0::/64");
  equal(failureKey("unknown"), "unknown");
});
