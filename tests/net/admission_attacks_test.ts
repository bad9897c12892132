/**
 * Everything that must not get in, played by openssl against a real network, in both directions: as a client of ours and
 * as a server we dial. Each row has its named refusal; nothing may reach the handler, and a link beside must not notice.
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { readLeaf } from "../../crypto/mod.ts";
import type { CloseCode } from "../../net/errors.ts";
import { KIND } from "../../net/kinds.ts";
import {
  HOSTILE_KINDS,
  hostileCertificate,
  type HostileKind,
  opensslCertificate,
  opensslRoot,
} from "../support/certificates.ts";
import { authority, connected, person, soon, type TestNetwork, testNetwork, trusted } from "../support/network.ts";
import { opensslClient, type OpensslPeer, opensslServer, stolen } from "../support/openssl_peer.ts";

interface Attack {
  readonly name: string;
  readonly peer: OpensslPeer;
  readonly code: CloseCode;
  /** What we call it when they are the server, where that differs; null where a server cannot do it. */
  readonly dialled?: CloseCode | null;
  /** TLS itself ends it, so nobody can be told by a packet. */
  readonly byTls?: boolean;
  /** Id the certificate claims, where it matters. */
  readonly id?: string;
}

const team = await authority(0);
/** Trusted for the id 7 only. */
const friend = await authority(1);

const HOSTILE_CODES: Record<HostileKind, CloseCode> = {
  "unknown-authority": "unknown-authority",
  "expired": "certificate-expired",
  "not-yet-valid": "certificate-not-yet-valid",
  "version-1": "certificate-version",
  "root-itself": "certificate-is-root",
  "ca-leaf": "certificate-is-ca",
  "signed-by-leaf": "unknown-authority",
  "server-only": "certificate-usage",
  "client-only": "certificate-usage",
  "no-extended-usage": "certificate-usage",
  "signing-usage": "certificate-usage",
  "no-names": "certificate-name",
  "foreign-name": "certificate-name",
  "two-ids": "certificate-name",
  "differing-ids": "certificate-name",
  "zero-id": "certificate-name",
  "huge": "certificate-too-large",
  "unknown-critical": "bad-certificate",
  "sha1": "unknown-authority",
};

async function attacks(): Promise<Attack[]> {
  const contact = await opensslCertificate({ issuer: team, id: "2", key: 42 });
  const thief = await opensslCertificate({ issuer: await opensslRoot({ name: "Thief", key: 9 }), id: "1001", key: 10 });
  const good = await opensslCertificate({ issuer: team, id: "1001" });
  const middle = await opensslCertificate({ issuer: team, name: "Middle", id: "77", key: 8 });
  const subordinate = await opensslRoot({ issuer: team, name: "Sub", key: 11 });
  const twin = await opensslRoot({ name: "Authority 0", key: 12 });
  const contactKey = await publicKeyOf(contact.certificate);
  const version1 = await hostileCertificate("version-1", team, { publicKey: contactKey });
  const foreignVersion1 = await hostileCertificate("version-1", twin, { publicKey: contactKey });
  const from = (certificate: OpensslPeer["certificate"], more: OpensslPeer = {}): OpensslPeer => ({
    certificate,
    ...more,
  });
  const rows: Attack[] = [
    { name: "no certificate", peer: {}, code: "no-certificate", dialled: null },
    { name: "revoked", peer: from(await opensslCertificate({ issuer: team, id: "66" })), code: "revoked", id: "66" },
    {
      name: "version 1 with a contact's public key, under our authority",
      peer: from(stolen(version1, thief)),
      code: "certificate-version",
    },
    {
      name: "version 1 with a contact's public key, under a false twin of our authority",
      peer: from(stolen(foreignVersion1, thief)),
      code: "unknown-authority",
    },
    { name: "the trusted root without its key", peer: from(stolen(team, thief)), code: "bad-certificate", byTls: true },
    {
      name: "right certificate with another key",
      peer: from(stolen(good, thief)),
      code: "bad-certificate",
      byTls: true,
    },
    {
      name: "leaf signed by a leaf, with the chain",
      peer: from(await opensslCertificate({ issuer: middle }), { chain: [middle] }),
      code: "unknown-authority",
    },
    {
      name: "leaf of a subordinate authority, with the chain",
      peer: from(await opensslCertificate({ issuer: subordinate }), { chain: [subordinate] }),
      code: "unknown-authority",
    },
    {
      name: "authority of the same name",
      peer: from(await opensslCertificate({ issuer: twin })),
      code: "unknown-authority",
    },
    {
      name: "a contact's id under a friend's authority",
      peer: from(await opensslCertificate({ issuer: friend, id: "2" })),
      code: "out-of-scope",
      id: "2",
    },
    {
      name: "another id than the one the friend is trusted for",
      peer: from(await opensslCertificate({ issuer: friend, id: "8" })),
      code: "out-of-scope",
      id: "8",
    },
    {
      name: "somebody who is blocked",
      peer: from(await opensslCertificate({ issuer: team, id: "13" })),
      code: "not-allowed",
      id: "13",
    },
    {
      name: "a copy of ourselves",
      peer: from(await opensslCertificate({ issuer: team, id: "1" })),
      code: "self",
      id: "1",
    },
    { name: "TLS 1.2 only", peer: from(good, { args: ["-tls1_2"] }), code: "unsupported-version", byTls: true },
    { name: "another protocol", peer: from(good, { alpn: "h2" }), code: "wrong-protocol", byTls: true },
    { name: "no protocol", peer: from(good, { alpn: null }), code: "wrong-protocol" },
  ];
  for (const kind of HOSTILE_KINDS) {
    const certificate = await hostileCertificate(kind, team);
    // OpenSSL itself does not show a SHA-1 certificate unless told not to mind.
    const more = kind === "sha1" ? { args: ["-cipher", "DEFAULT@SECLEVEL=0"] } : {};
    rows.push({
      name: kind,
      peer: from(certificate, more),
      code: HOSTILE_CODES[kind],
      byTls: kind === "unknown-critical",
    });
  }
  return rows;
}

/** Anna, who is attacked, and Boris, whose link to her must not notice. */
async function besieged(): Promise<{ anna: TestNetwork; boris: TestNetwork }> {
  const roots = [trusted(team), trusted(friend, { kind: "only", ids: ["7"] })];
  const anna = await testNetwork(await person("1"), { roots });
  const boris = await testNetwork(await person("2"));
  anna.trust.setBlocked([`13.${anna.identity.root}`]);
  await connected(anna, boris);
  return { anna, boris };
}

/** One link, which is Boris's; nothing heard; and what Boris says now is the first thing heard. */
async function unharmed(anna: TestNetwork, boris: TestNetwork): Promise<void> {
  assertEquals(anna.handler.opened.map(({ peer }) => peer.id), ["2"]);
  assertEquals([anna.handler.contents.length, anna.handler.closed.length], [0, 0]);
  assertEquals([boris.handler.opened.length, boris.handler.closed.length], [1, 0]);
  await boris.handler.opened[0].send(KIND.messages, new TextEncoder().encode("still here"));
  await anna.handler.until("Boris's message", ({ contents }) => contents.length === 1);
  assertEquals(new TextDecoder().decode(anna.handler.contents[0].data), "still here");
}

Deno.test("a client that must not get in is refused by name and reaches nobody", async (t) => {
  const { anna, boris } = await besieged();
  try {
    for (const { name, peer, code, byTls, id } of await attacks()) {
      await t.step(name, async () => {
        if (id === "66") anna.trust.setRevoked(anna.identity.root, new Set([serialOf(peer)]));
        const before = anna.handler.failures.length;
        const result = await opensslClient(anna.address, peer);
        const failed = await anna.handler.failure(before);
        assertEquals([failed.why.code, failed.peer, failed.why.by], [code, undefined, "us"]);
        assertEquals(result.close?.code, byTls ? undefined : code);
        assert(!result.other, "nothing but the refusal may be sent");
      });
    }
    await unharmed(anna, boris);
  } finally {
    await Promise.all([anna.network.stop(), boris.network.stop()]);
  }
});

Deno.test("a server that must not be trusted is refused by name and reaches nobody", async (t) => {
  const { anna, boris } = await besieged();
  try {
    for (const { name, peer, code, dialled = code, id } of await attacks()) {
      if (dialled === null) continue;
      await t.step(name, async () => {
        if (id === "66") anna.trust.setRevoked(anna.identity.root, new Set([serialOf(peer)]));
        const server = await opensslServer(peer);
        try {
          const before = anna.handler.failures.length;
          anna.network.setTargets([{ addresses: [server.address] }]);
          const { why, address } = await anna.handler.failure(before);
          assertEquals([why.code, address], [dialled, server.address]);
        } finally {
          anna.network.setTargets([]);
          await server.end();
        }
      });
    }
    await unharmed(anna, boris);
  } finally {
    await Promise.all([anna.network.stop(), boris.network.stop()]);
  }
});

Deno.test("a session begun by a stranger and resumed with its ticket is refused for that alone", async () => {
  const { anna, boris } = await besieged();
  const dir = await Deno.makeTempDir();
  try {
    const session = join(dir, "session.pem");
    const certificate = await hostileCertificate("unknown-authority", team);
    const first = await opensslClient(anna.address, { certificate, args: ["-sess_out", session] });
    assertEquals(first.close?.code, "unknown-authority");
    assertStringIncludes(await Deno.readTextFile(session), "BEGIN SSL SESSION");
    const second = await opensslClient(anna.address, { certificate, args: ["-sess_in", session] });
    assertEquals(second.close?.code, "bad-certificate");
    assertStringIncludes(second.close!.reason, "resumed");
    await unharmed(anna, boris);
  } finally {
    await Deno.remove(dir, { recursive: true });
    await Promise.all([anna.network.stop(), boris.network.stop()]);
  }
});

Deno.test("calling ourselves is refused on both sides", async () => {
  await using anna = await testNetwork(await person("1"));
  anna.network.setTargets([{ addresses: [anna.address] }]);
  await anna.handler.until("both refusals", ({ codes }) => codes.length >= 2);
  assert(anna.handler.codes.every((code) => code === "self"));
  assertEquals(anna.handler.opened, []);
});

function serialOf({ certificate }: OpensslPeer): string {
  const der = atob(certificate!.certificate.replace(/-----[^-]+-----|\s/g, ""));
  return readLeaf(Uint8Array.from(der, (character) => character.charCodeAt(0))).serial;
}

async function publicKeyOf(certificate: string): Promise<string> {
  const child = new Deno.Command("openssl", {
    args: ["x509", "-pubkey", "-noout"],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(certificate));
  await writer.close();
  const { stdout } = await soon("the public key", child.output());
  return new TextDecoder().decode(stdout);
}
