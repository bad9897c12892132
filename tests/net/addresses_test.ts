import { assert, assertEquals } from "@std/assert";
import { checkAddress, formatAddress, parseAddress, reachableAddresses, sameAddress } from "../../net/addresses.ts";

const READ: [string, string, number][] = [
  ["192.0.2.7:7420", "192.0.2.7", 7420],
  ["example.org:1", "example.org", 1],
  ["a_b.example.org.:65535", "a_b.example.org.", 65_535],
  ["[2001:db8::1]:7420", "2001:db8::1", 7420],
  [" [::1]:7420\n", "::1", 7420],
  ["xn--80ak6aa92e.com:7420", "xn--80ak6aa92e.com", 7420],
];

for (const [text, host, port] of READ) {
  Deno.test(`"${text.trim()}" is an address and is written the same way`, () => {
    assertEquals(parseAddress(text), { host, port });
    assertEquals(formatAddress({ host, port }), text.trim());
  });
}

const REFUSED = [
  "",
  "example.org",
  ":7420",
  "example.org:",
  "example.org:0",
  "example.org:65536",
  "example.org:7420x",
  "example.org:-1",
  "2001:db8::1:7420",
  "[2001:db8::1]",
  "[example.org]:7420",
  "[192.0.2.7]:7420",
  "http://example.org:7420",
  "user@example.org:7420",
  "a b:7420",
  "-a.example.org:7420",
  "a..b:7420",
  "1234:7420",
  "999.0.0.1:7420",
  `${"a".repeat(64)}.org:7420`,
  `${"a.".repeat(127)}aa:7420`,
];

for (const text of REFUSED) {
  Deno.test(`"${text.slice(0, 40)}" is not an address`, () => assertEquals(parseAddress(text), undefined));
}

Deno.test("an address a peer tells must be a host and a whole port", () => {
  assertEquals(checkAddress("192.0.2.7", 7420), { host: "192.0.2.7", port: 7420 });
  for (const [host, port] of [[7, 7420], ["192.0.2.7", "7420"], ["192.0.2.7", 1.5], ["192.0.2.7", NaN], [null, 1]]) {
    assertEquals(checkAddress(host, port), undefined);
  }
});

Deno.test("case does not count when addresses are compared", () => {
  assert(sameAddress({ host: "Example.org", port: 1 }, { host: "example.org", port: 1 }));
  assert(!sameAddress({ host: "example.org", port: 1 }, { host: "example.org", port: 2 }));
});

const INTERFACES = [
  { address: "127.0.0.1", family: "IPv4", internal: true },
  { address: "::1", family: "IPv6", internal: true },
  { address: "2001:db8::5", family: "IPv6", internal: false },
  { address: "fe80::1", family: "IPv6", internal: false },
  { address: "192.0.2.5", family: "IPv4", internal: false },
];

Deno.test("a wildcard is told as the addresses of the interfaces, IPv4 first, without loopback or link-local", () => {
  assertEquals(reachableAddresses(["::", "0.0.0.0"], 7420, INTERFACES), [
    { host: "192.0.2.5", port: 7420 },
    { host: "2001:db8::5", port: 7420 },
  ]);
});

Deno.test("an IPv4 wildcard tells no IPv6 address", () => {
  assertEquals(reachableAddresses(["0.0.0.0"], 7420, INTERFACES), [{ host: "192.0.2.5", port: 7420 }]);
});

Deno.test("loopback is told only when there is nothing else", () => {
  assertEquals(reachableAddresses(["127.0.0.1"], 1, INTERFACES), [{ host: "127.0.0.1", port: 1 }]);
  assertEquals(reachableAddresses(["::", "0.0.0.0"], 1, INTERFACES.slice(0, 2)), [
    { host: "127.0.0.1", port: 1 },
    { host: "::1", port: 1 },
  ]);
  assertEquals(reachableAddresses(["127.0.0.1", "192.0.2.5"], 1, INTERFACES), [{ host: "192.0.2.5", port: 1 }]);
});
