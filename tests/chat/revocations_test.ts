/** ID-7: revocation lists spread between people on their own, and what peers send instead of lists. */
import { assertEquals, assertRejects } from "@std/assert";
import type { MessengerParts } from "../../chat/mod.ts";
import { CRL_BURST, CRL_EVERY, CRL_FAREWELL, MAX_TOLD_CRL_BYTES, MAX_UNSIGNED_CRLS } from "../../net/limits.ts";
import { KIND, LinkError } from "../../net/mod.ts";
import type { Link } from "../../net/types.ts";
import { befriend, type Cable, connect, type FakePerson, fakePerson } from "../support/fake_network.ts";
import { leave } from "../support/talk.ts";

/** Lists are written `authority number serial,serial` here, and are signed by the authority they name. */
function readList(text: string, rootPem: string) {
  const [root, number, serials] = text.trim().split(" ");
  if (rootPem !== `root of ${root}`) throw new Error("not signed by this root");
  return { number: Number(number), serials: new Set(serials.split(",")), pem: text.trim() };
}

/** Somebody, with what admission was told of revoked certificates. */
interface Member extends FakePerson {
  /** Serials of the last list. */
  readonly revoked: string[];
  /** Lists others sent. */
  readonly heard: string[];
}

async function member(name: string, id: string, change: Partial<MessengerParts> = {}): Promise<Member> {
  const revoked: string[] = [];
  const trust = {
    setRoots() {},
    setRevoked: (_: string, serials: ReadonlySet<string>) => void revoked.splice(0, Infinity, ...serials),
    setBlocked() {},
    setAllowed() {},
  };
  const readRoot = (pem: string) => ({
    fingerprint: new TextEncoder().encode(pem.replace("root of ", "")).toHex().padEnd(64, "0"),
    name: pem,
    certificate: pem,
  });
  const person = await fakePerson(name, id, { trust, certificates: { readRoot, parseCrl: readList }, ...change });
  const heard: string[] = [];
  const { sessions } = person.messenger;
  const onContent = sessions.onContent.bind(sessions);
  sessions.onContent = (link, kind, data) => {
    if (kind === KIND.crl) heard.push(new TextDecoder().decode(data));
    return onContent(link, kind, data);
  };
  return { ...person, revoked, heard };
}

const add = (person: FakePerson, pem: string) => person.messenger.call("trust_crl", { pem });

async function settle(...cables: Cable[]): Promise<void> {
  for (let round = 0; round < 3; round++) for (const cable of cables) await cable.settle();
}

/** Anna, Boris and Carl in a chain: Anna and Carl do not know each other. */
async function chain() {
  const anna = await member("Anna", "17");
  const boris = await member("Boris", "4");
  const carl = await member("Carl", "5");
  await befriend(anna, boris);
  await befriend(boris, carl);
  return { anna, boris, carl };
}

Deno.test("ID-7: a list added by one is heard along the chain, over links that are up", async () => {
  const { anna, boris, carl } = await chain();
  const cables = [connect(anna, boris), connect(boris, carl)];
  await settle(...cables);
  await add(anna, "Boris 3 aa,bb");
  await settle(...cables);
  assertEquals([boris.revoked, carl.revoked], [["aa", "bb"], ["aa", "bb"]]);
  assertEquals([anna.heard, boris.heard, carl.heard], [[], ["Boris 3 aa,bb"], ["Boris 3 aa,bb"]]);
  await leave(anna, boris, carl);
});

Deno.test("ID-7: somebody who comes later hears of it when their link opens", async () => {
  const { anna, boris, carl } = await chain();
  await add(boris, "Boris 3 aa");
  const cables = [connect(anna, boris), connect(boris, carl)];
  await settle(...cables);
  assertEquals([anna.revoked, carl.revoked], [["aa"], ["aa"]]);
  // Each had it from Boris and was told nothing twice.
  assertEquals([anna.heard.length, carl.heard.length], [1, 1]);
  await leave(anna, boris, carl);
});

Deno.test("ID-7: an older list takes nothing back, and who sent it hears the newer one", async () => {
  const { anna, boris } = await chain();
  await add(anna, "Boris 2 aa");
  await add(boris, "Boris 3 aa,bb");
  const cable = connect(anna, boris);
  await settle(cable);
  assertEquals([anna.revoked, boris.revoked], [["aa", "bb"], ["aa", "bb"]]);
  assertEquals(boris.history.crls().map(({ number }) => number), [3]);
  await leave(anna, boris);
});

Deno.test("ID-7: nobody learns whom else we trust from the lists we have", async () => {
  const { anna, boris, carl } = await chain();
  await add(boris, "Anna 3 aa");
  const cables = [connect(anna, boris), connect(boris, carl)];
  await settle(...cables);
  assertEquals(anna.revoked, ["aa"]);
  assertEquals(carl.heard, []);
  await leave(anna, boris, carl);
});

Deno.test("ID-7: what the disk refuses is not told on, and the links stay", async () => {
  const { anna, boris, carl } = await chain();
  const cables = [connect(anna, boris), connect(boris, carl)];
  await settle(...cables);
  const full = Object.assign(new Error("no room"), { code: "disk-full" });
  boris.history.putCrl = () => ({ saved: Promise.reject(full) });
  await add(anna, "Boris 3 aa");
  await settle(...cables);
  assertEquals(carl.heard, []);
  assertEquals(boris.warnings, ["the disk refused a write"]);
  assertEquals(boris.links.size, 2);
  await leave(anna, boris, carl);
});

Deno.test("ID-7: whom a list names is told it before they are refused, and refused soon when they do not read", async () => {
  const happened: string[] = [];
  const trust = { setRoots() {}, setRevoked: () => void happened.push("refused"), setBlocked() {}, setAllowed() {} };
  const [anna, boris] = [await member("Anna", "17", { trust }), await member("Boris", "4")];
  await befriend(anna, boris);
  const cable = connect(anna, boris);
  await settle(cable);
  const taken = Promise.withResolvers<void>();
  const link = cable.ends[0] as { send: Link["send"] };
  const send = link.send.bind(link);
  link.send = async (...content) => {
    happened.push("told");
    await send(...content);
    await taken.promise;
  };
  const added = add(anna, "Boris 3 5e4");
  await settle(cable);
  assertEquals(happened, ["told"]);
  taken.resolve();
  await added;
  assertEquals(happened, ["told", "refused"]);
  assertEquals((await boris.messenger.call("snapshot", {})).me.revoked, true);

  happened.length = 0;
  link.send = () => new Promise(() => {});
  const again = add(anna, "Boris 4 5e4");
  await settle(cable);
  assertEquals(happened, []);
  anna.clock.advance(CRL_FAREWELL);
  await again;
  assertEquals(happened, ["refused"]);
  await leave(anna, boris);
});

Deno.test("ID-7: text around a list is neither kept nor told on", async () => {
  const { anna, boris, carl } = await chain();
  const cables = [connect(anna, boris), connect(boris, carl)];
  await settle(...cables);
  await cables[0].ends[0].send(KIND.crl, new TextEncoder().encode("  Boris 3 aa \n"));
  await settle(...cables);
  assertEquals(boris.history.crls().map(({ crl }) => crl), ["Boris 3 aa"]);
  assertEquals(carl.heard, ["Boris 3 aa"]);
  await leave(anna, boris, carl);
});

for (
  const [what, data] of [
    ["of an authority nobody trusts", new TextEncoder().encode("Mallory 9 aa")],
    ["that is no list", new TextEncoder().encode("-----BEGIN X509 CRL-----")],
    ["that is no text", new Uint8Array([0xff, 0xfe, 0])],
    ["that is empty", new Uint8Array(0)],
  ] as const
) {
  Deno.test(`ID-7: a list ${what} is ignored, and the third time it is bad-content`, async () => {
    const { anna, boris } = await chain();
    const [, link] = connect(anna, boris).ends;
    for (let times = 1; times < MAX_UNSIGNED_CRLS; times++) {
      await boris.messenger.sessions.onContent(link, KIND.crl, data);
    }
    const third = () => boris.messenger.sessions.onContent(link, KIND.crl, data);
    assertEquals((await assertRejects(third, LinkError)).code, "bad-content");
    assertEquals(boris.history.crls(), []);
    await leave(anna, boris);
  });
}

Deno.test("ID-7: a list that does not concern the link is not taken, though its authority is trusted", async () => {
  const { anna, boris, carl } = await chain();
  const cables = [connect(anna, boris), connect(boris, carl)];
  await settle(...cables);
  await cables[0].ends[0].send(KIND.crl, new TextEncoder().encode("Carl 9 aa"));
  await settle(...cables);
  assertEquals([boris.history.crls(), carl.heard], [[], []]);
  await leave(anna, boris, carl);
});

Deno.test("ID-7: of a storm of lists few are read; the link stays, and later ones count again", async () => {
  let read = 0;
  const parseCrl = (text: string, root: string) => (read++, readList(text, root));
  const readRoot = () => ({ fingerprint: "", name: "", certificate: "" });
  const anna = await fakePerson("Anna", "17");
  const boris = await member("Boris", "4", { certificates: { readRoot, parseCrl } });
  const [, link] = connect(anna, boris).ends;
  const hear = (number: number) =>
    boris.messenger.sessions.onContent(link, KIND.crl, new TextEncoder().encode(`Boris ${number} aa`));
  for (let number = 1; number <= 1_000; number++) await hear(number);
  assertEquals(boris.history.crls().map(({ number }) => number), [CRL_BURST]);
  const before = read;
  await hear(2_000);
  assertEquals(read, before);
  boris.clock.advance(CRL_EVERY);
  await hear(2_001);
  assertEquals(boris.history.crls().map(({ number }) => number), [2_001]);
  await leave(anna, boris);
});

Deno.test("ID-7: a list that is larger than others would take is kept, and not told", async () => {
  const { anna, boris } = await chain();
  const cable = connect(anna, boris);
  await settle(cable);
  await add(anna, `Boris 3 ${"a".repeat(MAX_TOLD_CRL_BYTES)}`);
  await settle(cable);
  assertEquals(boris.heard, []);
  assertEquals(anna.warnings, ["a revocation list is too large to be told to others"]);
  await leave(anna, boris);
});
