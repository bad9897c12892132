/** NET-3 NET-8: what an address is, however it is spelled. */
import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { isIP } from "node:net";
import { inNetwork, ipKind, parseIp } from "../../net/ip.ts";

const KINDS = {
  unspecified: ["0.0.0.0", "0.1.2.3", "::", "0:0:0:0:0:0:0:0", "::ffff:0.0.0.0"],
  loopback: ["127.0.0.1", "127.255.0.9", "::1", "0:0::0:1", "::ffff:127.0.0.1", "::ffff:7f00:1"],
  "link-local": ["169.254.1.1", "fe80::1", "fe80::1%eth0", "febf::"],
  private: ["10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1", "fd00::1", "fc00::"],
  multicast: ["224.0.0.1", "239.255.74.20", "255.255.255.255", "240.0.0.1", "ff02::1", "::ffff:239.1.1.1"],
  public: ["192.0.2.7", "172.32.0.1", "8.8.8.8", "128.0.0.1", "2001:db8::1", "::ffff:192.0.2.7", "::2"],
} as const;

for (const [kind, texts] of Object.entries(KINDS)) {
  Deno.test(`NET-8: ${kind}: ${texts.join(", ")}`, () => {
    for (const text of texts) assertEquals([text, ipKind(parseIp(text)!)], [text, kind]);
  });
}

Deno.test("NET-8: names and other texts are no addresses", () => {
  for (const text of ["localhost", "", "1.2.3", "1.2.3.4.5", "0x7f.1", "2130706433", "::g", "1::2::3", "[::1]"]) {
    assertEquals(parseIp(text), undefined, text);
  }
});

Deno.test("NET-3: in a network are those whose first bits are its own, of the same family", () => {
  const within = (ip: string, network: string, bits: number) => inNetwork(parseIp(ip)!, parseIp(network)!, bits);
  assertEquals(within("10.77.0.2", "10.77.0.1", 24), true);
  assertEquals(within("10.77.1.2", "10.77.0.1", 24), false);
  assertEquals(within("10.77.1.2", "10.77.0.1", 23), true);
  assertEquals(within("10.77.2.2", "10.77.0.1", 23), false);
  assertEquals(within("1.2.3.4", "5.6.7.8", 0), true);
  assertEquals(within("fe80::2", "fe80::1", 64), true);
  assertEquals(within("fe80:0:0:1::2", "fe80::1", 64), false);
  assertEquals(within("::", "0.0.0.0", 0), false);
});

Deno.test("NET-8: every address that the system takes has a kind, and none is both ours and everybody's", () => {
  fc.assert(fc.property(fc.oneof(fc.ipV4(), fc.ipV6(), fc.string()), (text) => {
    const ip = parseIp(text);
    assertEquals(ip !== undefined, isIP(text.split("%")[0]) !== 0);
    if (ip !== undefined) assertEquals([4, 16].includes(ip.length) && ipKind(ip).length > 0, true);
  }));
});
