/** TXT-12: "show me the bits" over a real link, on both ends. */
import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { bitsOf } from "../../chat/bits.ts";
import { openLink } from "../../net/link.ts";
import { encodeMessages } from "../../net/mod.ts";
import { memoryPair } from "../../net/transport/memory.ts";
import type { ApiEvent } from "../../ui/api.ts";
import { settle, VirtualClock } from "../support/clock.ts";
import { type FakePerson, fakePerson } from "../support/fake_network.ts";
import { linkParts, TEST_ROOT, testNode } from "../support/links.ts";

type BitsEvent = Extract<ApiEvent, { type: "bits" }>;

interface Listener {
  readonly person: FakePerson;
  readonly heard: BitsEvent[];
  /** The other one. */
  readonly conversation: string;
}

async function listener(name: string, id: string, other: string, on: boolean): Promise<Listener> {
  const person = await fakePerson(name, id);
  await person.messenger.call("settings_set", { show_bits: on });
  const heard: BitsEvent[] = [];
  person.messenger.subscribe((event) => void (event.type === "bits" && heard.push(event)));
  return { person, heard, conversation: `${other}.${TEST_ROOT}` };
}

/** Two people with a link of the real kind: handshake, keys and seals, over memory instead of TCP. */
async function talking(on: { anna: boolean; boris: boolean }) {
  const wire: number[] = [];
  const cut = function* (bytes: Uint8Array) {
    for (const byte of bytes) wire.push(byte);
    yield bytes;
  };
  const clock = new VirtualClock();
  const people = [await listener("Anna", "1", "2", on.anna), await listener("Boris", "2", "1", on.boris)];
  const streams = memoryPair({ cut });
  const links = await Promise.all(people.map(async ({ person }, index) => {
    const [own, other] = index === 0 ? ["1", "2"] : ["2", "1"];
    const parts = linkParts(testNode(own), testNode(other), streams[index], clock);
    const link = await openLink({ ...parts, handler: person.messenger.sessions });
    person.links.add(link);
    return link;
  }));
  await quiet();
  const [anna, boris] = people;
  const say = async (text: string) => {
    await anna.person.messenger.call("send", { conversation: anna.conversation, text });
    await quiet();
    for (const { person } of people) person.clock.advance(250);
  };
  const end = async () => {
    for (const link of links) link.close("going-away");
    await Promise.all(links.map(({ closed }) => closed));
    for (const { person } of people) await person.messenger.stop();
  };
  return { anna, boris, say, end, wire };
}

/** Memory has no clock: when nothing moves any more, all has arrived. */
async function quiet(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await settle();
}

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.fromBase64(base64);
}

function standsIn(all: readonly number[], part: Uint8Array): boolean {
  return all.some((_, at) => part.every((byte, index) => all[at + index] === byte));
}

const TEXTS: [what: string, text: string][] = [
  ["short", "hello, Boris"],
  ["longer than what is shown", "Привет, Борис! ".repeat(20)],
  ["with quotation marks, line breaks and what looks like JSON", 'say "text":"x"\n\t\\ ok'],
  ["a whole book", "x".repeat(200_000)],
];
for (const [what, text] of TEXTS) {
  Deno.test(`a text ${what}: both ends see its bytes, and those that were on the wire instead`, async () => {
    const { anna, boris, say, end, wire } = await talking({ anna: true, boris: true });
    await say(text);
    const bytes = new TextEncoder().encode(text);
    const beginning = bytes.slice(0, 64);
    assertEquals([anna.heard.length, boris.heard.length], [1, 1]);
    const [sent, received] = [anna.heard[0], boris.heard[0]];
    assertEquals([sent.conversation, sent.direction, sent.length], [anna.conversation, "out", bytes.length]);
    assertEquals(received, { ...sent, conversation: boris.conversation, direction: "in" });
    assertEquals(new Uint8Array(bytesOf(sent.plain)), beginning);
    const sealed = bytesOf(sent.sealed);
    assertEquals(sealed.length, beginning.length);
    assertNotEquals(sent.sealed, sent.plain);
    assert(standsIn(wire, sealed), "the sealed bytes crossed the wire");
    assert(!standsIn(wire, beginning), "the plain ones did not");
    await end();
  });
}

Deno.test("the setting is each one's own, and off nothing is told", async () => {
  const { anna, boris, say, end } = await talking({ anna: false, boris: true });
  await say("hello");
  assertEquals([anna.heard.length, boris.heard.length], [0, 1]);
  await anna.person.messenger.call("settings_set", { show_bits: true });
  await boris.person.messenger.call("settings_set", { show_bits: false });
  await say("again");
  assertEquals([anna.heard.length, boris.heard.length], [1, 1]);
  await end();
});

Deno.test("of many messages at once only the newest are shown", async () => {
  const { anna, say, end } = await talking({ anna: true, boris: false });
  await Promise.all(Array.from({ length: 50 }, (_, index) => say(`message ${index}`)));
  assert(anna.heard.length <= 3, `${anna.heard.length} events`);
  const last = anna.heard.at(-1)!;
  assertEquals(new TextDecoder().decode(bytesOf(last.plain)), "message 49");
  await end();
});

Deno.test("what has no text in it, or is no content at all, shows nothing", () => {
  const id = "01932b5e-0000-7000-8000-000000000001";
  const about = "01932b5e-0000-7000-8000-000000000002";
  const reaction = { seq: 1, id, kind: "reaction", text: "👍", at: 1, about };
  const contents = [
    encodeMessages({ stream: "0".repeat(32), items: [reaction] }),
    new TextEncoder().encode("not JSON"),
    new Uint8Array(0),
  ];
  for (const plain of contents) assertEquals(bitsOf({ plain, sealed: plain }), undefined);
});
