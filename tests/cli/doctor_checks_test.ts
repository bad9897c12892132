/** NET-10: what `parley doctor` makes of what it has seen; each thing it can find is found here, and has words. */
import { assert, assertEquals } from "@std/assert";
import { FINDINGS } from "../../cli/doctor/findings.ts";
import type { Attempt } from "../../cli/doctor/attempts.ts";
import type { ContactFacts, Facts } from "../../cli/doctor/facts.ts";
import { reportOn } from "../../cli/doctor/report.ts";
import { doctorEn } from "../../cli/locales/doctor_en.ts";
import { doctorRu } from "../../cli/locales/doctor_ru.ts";
import type { OwnAddress } from "../../net/mod.ts";

const NOW = Date.UTC(2026, 0, 15);
const DAY = 86_400_000;

const own = (device: string, host: string, kind: OwnAddress["kind"], bits = 24): OwnAddress => ({
  ...{ device, host, kind, bits },
});
const LOOPBACK = own("lo", "127.0.0.1", "loopback", 8);
const LOOPBACK6 = own("lo", "::1", "loopback", 128);
const WLAN = own("wlan0", "192.168.1.5", "private");
const TUNNEL = own("tun0", "10.8.0.2", "private");

/** A computer on which all is well, and a contact that is linked. */
const WELL: Facts = {
  running: true,
  port: { wanted: 7420, chosen: false, actual: 7420, refused: undefined },
  listen: undefined,
  own: [LOOPBACK, WLAN],
  ownAnswer: { address: WLAN.host, answers: true },
  lan: "heard",
  lanClockOffset: undefined,
  multicast: { heard: [WLAN.host], silent: [], unsent: [] },
  links: [{ host: "192.168.1.9", cameIn: true }],
  contacts: [{ name: "Anna", linked: true, hosts: ["192.168.1.9"], attempt: undefined }],
  clockOffset: 2_000,
  certificate: { notBefore: NOW - DAY, notAfter: NOW + 100 * DAY, expiry: "valid", revoked: false },
  disk: { free: 5 * 2 ** 30, refused: undefined },
  now: NOW,
};

const seen = new Set<string>();

/** What is found of one thing: `finding`, and its values. */
function finds(id: keyof typeof FINDINGS, change: Partial<Facts>): [string, Record<string, string>] {
  const [check] = reportOn({ ...WELL, ...change }).checks.filter((check) => check.id === id);
  seen.add(`${id}.${check.finding}`);
  for (const words of [doctorEn, doctorRu] as Record<string, string>[]) {
    const wanted = [...words[`doctor.${id}.${check.finding}`].matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    assertEquals([...new Set(wanted)].sort(), Object.keys(check.args).sort(), `${id}.${check.finding}`);
  }
  return [check.finding, check.args];
}

const away = (attempt?: Partial<Attempt>, hosts = ["192.168.1.9"]): ContactFacts => ({
  ...{ name: "Boris", linked: false, hosts },
  attempt: attempt &&
    { code: "unreachable", by: "network", address: { host: hosts[0], port: 1 }, closed: false, ...attempt },
});

Deno.test("NET-10: on a computer where all is well there is no problem", () => {
  const { checks } = reportOn(WELL);
  assertEquals(checks.filter(({ result }) => result === "problem"), []);
  assertEquals(checks.map(({ id }) => id).sort(), Object.keys(FINDINGS).sort());
});

Deno.test("NET-10: port", () => {
  const port = (change: Partial<Facts["port"]>) => finds("port", { port: { ...WELL.port, ...change } });
  assertEquals(port({}), ["listening", { port: "7420" }]);
  assertEquals(port({ wanted: 0, actual: 41_000 }), ["listening", { port: "41000" }]);
  assertEquals(port({ actual: 7421 }), ["next-free", { wanted: "7420", port: "7421" }]);
  assertEquals(port({ actual: 7421, chosen: true }), ["moved", { wanted: "7420", port: "7421" }]);
  const stopped = { actual: undefined };
  assertEquals(port(stopped), ["free", { port: "7420" }]);
  assertEquals(port({ ...stopped, refused: "EADDRINUSE" }), ["taken", { port: "7420" }]);
  assertEquals(port({ ...stopped, refused: "EACCES", wanted: 80 }), ["none-free", { port: "80", code: "EACCES" }]);
});

Deno.test("NET-10: addresses, and whether anybody can come in", () => {
  const link = own("wlan0", "169.254.3.4", "link-local", 16);
  assertEquals(finds("addresses", {}), ["one", { addresses: WLAN.host }]);
  const two = [LOOPBACK, WLAN, TUNNEL];
  assertEquals(finds("addresses", { own: two }), ["several", { addresses: "192.168.1.5, 10.8.0.2", count: "2" }]);
  assertEquals(finds("addresses", { own: [LOOPBACK] }), ["only-loopback", {}]);
  const down = { heard: [], silent: [], unsent: [WLAN.host] };
  assertEquals(finds("addresses", { multicast: down }), ["only-loopback", {}]);
  assertEquals(finds("addresses", { own: two, multicast: down }), ["one", { addresses: TUNNEL.host }]);
  assertEquals(finds("addresses", { own: [LOOPBACK, link] }), ["no-lease", {}]);
  assertEquals(finds("addresses", { listen: "localhost" }), ["listen-local", { host: "localhost" }]);
  assertEquals(finds("addresses", { listen: "192.168.1.5" })[0], "one");

  assertEquals(finds("firewall", {}), ["came-in", {}]);
  for (const links of [[], [{ host: WLAN.host, cameIn: true }], [{ host: "192.168.1.9", cameIn: false }]]) {
    assertEquals(finds("firewall", { links }), ["own-only", { address: WLAN.host }]);
  }
  assertEquals(finds("firewall", { links: [{ host: "127.0.0.1", cameIn: true }] })[0], "own-only");
  const ownAnswer = { address: WLAN.host, answers: false };
  assertEquals(finds("firewall", { links: [], ownAnswer }), ["blocked", { address: WLAN.host }]);
  assertEquals(finds("firewall", { links: [], ownAnswer: undefined }), ["no-address", {}]);
});

Deno.test("NET-10: finding others, VPN", () => {
  assertEquals(finds("multicast", {}), ["heard-others", {}]);
  assertEquals(finds("multicast", { lan: "off" }), ["off", {}]);
  const alone = { lan: "quiet", links: [] } as const;
  assertEquals(finds("multicast", alone), ["heard-self", {}]);
  assertEquals(finds("multicast", { ...alone, lan: "off", running: false }), ["not-running", {}]);
  for (const host of [WLAN.host, "127.0.0.1", "::1", "192.168.1.9"]) {
    const own = [LOOPBACK, LOOPBACK6, WLAN];
    assertEquals(finds("multicast", { ...alone, own, links: [{ host, cameIn: false }] }), ["near", {}], host);
  }
  for (const host of ["10.1.2.3", "198.51.100.7", undefined]) {
    assertEquals(finds("multicast", { ...alone, links: [{ host, cameIn: false }] })[0], "heard-self");
  }
  const silent = { heard: [], silent: [WLAN.host], unsent: [] };
  const nowhere = { heard: [], silent: [], unsent: [] };
  assertEquals(finds("multicast", { lan: "quiet", multicast: silent }), ["not-heard", { addresses: WLAN.host }]);
  assertEquals(finds("multicast", { lan: "quiet", links: [], multicast: nowhere }), ["no-network", {}]);

  assertEquals(finds("vpn", {}), ["none", {}]);
  const both = [LOOPBACK, WLAN, TUNNEL];
  assertEquals(finds("vpn", { own: both }), ["present", { names: "tun0" }]);
  const through = [{ host: "10.8.0.9", cameIn: false }, { host: "127.0.0.1", cameIn: false }];
  assertEquals(finds("vpn", { own: both, links: through }), ["may-block", { names: "tun0" }]);
  for (const device of ["tap1", "wg0", "utun4", "ppp0", "Tailscale", "NordLynx VPN", "OpenVPN Wintun"]) {
    assertEquals(finds("vpn", { own: [WLAN, own(device, "100.64.0.1", "private")] })[0], "present", device);
  }
  for (const device of ["eth0", "Wi-Fi", "Ethernet 2", "docker0", "en0", "vEthernet (WSL)"]) {
    assertEquals(finds("vpn", { own: [own(device, "192.168.1.5", "private")] })[0], "none", device);
  }
  // macOS has some of these from the start, with an address of their own making.
  assertEquals(finds("vpn", { own: [WLAN, own("utun0", "fe80::1", "link-local", 64)] })[0], "none");
});

Deno.test("NET-10: who was last seen in another network", () => {
  const at = (...hosts: string[]) => finds("network", { contacts: [away({}, hosts)] });
  assertEquals(at("192.168.1.77"), ["same", {}]);
  assertEquals(at("10.1.2.3"), ["elsewhere", {
    names: "Boris",
    addresses: "10.1.2.3",
    networks: "192.168.1.5/24",
  }]);
  for (const hosts of [["10.1.2.3", "192.168.1.9"], ["198.51.100.7"], ["anna.example"]]) {
    assertEquals(at(...hosts)[0], "same");
  }
  assertEquals(at(), ["nothing-known", {}]);
  assertEquals(finds("network", { contacts: [{ ...away(), linked: true, hosts: ["10.1.2.3"] }] })[0], "same");
  const many = Array.from({ length: 9 }, (_, index) => ({ ...away({}, [`10.1.2.${index}`]), name: `P${index}` }));
  assertEquals(finds("network", { contacts: many })[1].names, "P0, P1, P2, …");
});

Deno.test("NET-10: clock, certificate, disk", () => {
  assertEquals(finds("clock", {}), ["agrees", {}]);
  assertEquals(finds("clock", { clockOffset: null }), ["nobody", {}]);
  for (const sign of [1, -1]) {
    assertEquals(finds("clock", { clockOffset: sign * 3_600_000 }), ["wrong", { minutes: "60" }]);
    const lanClockOffset = sign * 1_200_000;
    for (const clockOffset of [null, 2_000]) {
      assertEquals(finds("clock", { clockOffset, lanClockOffset }), ["differ", { minutes: "20" }]);
    }
    assertEquals(finds("clock", { clockOffset: 3_600_000, lanClockOffset })[0], "wrong");
    assertEquals(finds("multicast", { lan: "quiet", lanClockOffset })[0], "heard-others");
  }
  const certificate = (change: Partial<Facts["certificate"]>) =>
    finds("certificate", { certificate: { ...WELL.certificate, ...change } });
  assertEquals(certificate({}), ["valid", { until: "2026-04-25" }]);
  const soon = { notAfter: NOW + 2.5 * DAY, expiry: "soon" } as const;
  assertEquals(certificate(soon), ["soon", { until: "2026-01-17", days: "3" }]);
  assertEquals(certificate({ notAfter: NOW - DAY, expiry: "expired" }), ["expired", { until: "2026-01-14" }]);
  assertEquals(certificate({ notBefore: NOW + DAY, expiry: "not-yet" }), ["not-yet", { from: "2026-01-16" }]);
  assertEquals(certificate({ ...soon, revoked: true }), ["revoked", {}]);
  const disk = (change: Partial<Facts["disk"]>) => finds("disk", { disk: { ...WELL.disk, ...change } });
  assertEquals(disk({}), ["free", { megabytes: "5120" }]);
  assertEquals(disk({ free: undefined }), ["writable", {}]);
  assertEquals(disk({ free: 1_500_000 }), ["low", { megabytes: "1" }]);
  assertEquals(disk({ refused: "ENOSPC" }), ["not-writable", { code: "ENOSPC" }]);
  assertEquals([finds("hub", {})[0], finds("nat", {})[0]], ["none", "no-hub"]);
});

Deno.test("NET-10: why each contact is not linked", () => {
  const contact = (attempt?: Partial<Attempt>, hosts?: string[]) =>
    finds("contact", { contacts: [away(attempt, hosts)] });
  const [name, address] = ["Boris", "192.168.1.9"];
  assertEquals(finds("contact", {}), ["all-linked", { count: "1" }]);
  assertEquals(finds("contact", { contacts: [] }), ["nobody", {}]);
  assertEquals(finds("contact", { running: false }), ["not-running", {}]);
  assertEquals(contact(), ["trying", { name }]);
  assertEquals(contact(undefined, []), ["no-address", { name }]);
  assertEquals(contact({ address: undefined }, []), ["no-address", { name }]);
  assertEquals(contact({}), ["unreachable", { name, address }]);
  assertEquals(contact({ closed: true }), ["closed", { name, address }]);
  assertEquals(contact({ code: "revoked", by: "peer" }), ["refused-by-them", { name, code: "revoked" }]);
  assertEquals(contact({ code: "unknown-authority", by: "peer" })[0], "refused-by-them");
  assertEquals(contact({ code: "not-allowed", by: "us" }), ["refused-by-us", { name, code: "not-allowed" }]);
  assertEquals(contact({ code: "wrong-peer", by: "us" }), ["wrong-peer", { name, address }]);
  assertEquals(contact({ code: "unknown-authority", by: "us" })[0], "wrong-peer");
  assertEquals(contact({ code: "handshake-timeout", by: "us" }), ["broken", { name, code: "handshake-timeout" }]);
});

Deno.test("NET-10: of many contacts the refused come first, and no more are listed than one reads", () => {
  const contacts = [...Array.from({ length: 30 }, () => away({})), away({ code: "revoked", by: "peer" })];
  const listed = reportOn({ ...WELL, contacts }).checks.filter(({ id }) => id === "contact");
  assertEquals([listed.length, listed[0].finding, listed.at(-1)!.args], [21, "refused-by-them", { count: "11" }]);
  seen.add("contact.more");
});

Deno.test("NET-10: each finding is found above and has words in both languages, and no word is left over", () => {
  const all = Object.entries(FINDINGS).flatMap(([id, each]) => Object.keys(each).map((finding) => `${id}.${finding}`));
  assertEquals(all.filter((finding) => !seen.has(finding)), []);
  const titles = Object.keys(FINDINGS).map((id) => `doctor.${id}`);
  const frame = ["ok", "problem", "unknown", "healthy", "sick"].map((word) => `doctor.${word}`);
  const wanted = [...frame, ...titles, ...all.map((finding) => `doctor.${finding}`)].sort();
  for (const words of [doctorEn, doctorRu]) assertEquals(Object.keys(words).sort(), wanted);
  // Whatever is wrong, the next line says what to do.
  for (const [id, each] of Object.entries(FINDINGS) as [string, Record<string, string>][]) {
    for (const [finding, result] of Object.entries(each)) {
      if (result !== "problem") continue;
      for (const words of [doctorEn, doctorRu] as Record<string, string>[]) {
        assert(words[`doctor.${id}.${finding}`].includes("\n"), `${id}.${finding}`);
      }
    }
  }
});
