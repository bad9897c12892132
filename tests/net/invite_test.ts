import { Buffer } from "node:buffer";
import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { encode } from "cborg";
import fc from "fast-check";
import { decodeInvite, encodeInvite, type InviteContent, inviteId } from "../../net/invite.ts";
import { MAX_INVITE_LENGTH } from "../../net/limits.ts";

interface Vector {
  readonly name: string;
  readonly fields: {
    id: string;
    name: string;
    root: string;
    addresses: [string, number][];
    secret: string;
    expiry: number;
    hub?: [string, number];
  };
  readonly text: string;
  readonly invite_id: string;
}

const vectors: { invites: Vector[] } = JSON.parse(
  await Deno.readTextFile(new URL("../vectors/invite-v1.json", import.meta.url)),
);

function contentOf({ fields }: Vector): InviteContent {
  const address = ([host, port]: [string, number]) => ({ host, port });
  return {
    id: fields.id,
    name: fields.name,
    root: fields.root,
    addresses: fields.addresses.map(address),
    secret: new Uint8Array(Buffer.from(fields.secret, "hex")),
    expiresAt: fields.expiry * 1000,
    ...(fields.hub === undefined ? {} : { hub: address(fields.hub) }),
  };
}

const ANNA = contentOf(vectors.invites[0]);

function textOf(map: Map<unknown, unknown>): string {
  return `parley:${Buffer.from(encode(map)).toString("base64url")}`;
}

/** A correct map with one change. */
function changed(key: number, value: unknown): string {
  const map = new Map<unknown, unknown>([
    [0, 1],
    [1, 42],
    [2, "Анна"],
    [3, new Uint8Array(32)],
    [4, [["192.0.2.7", 7420]]],
    [5, new Uint8Array(16)],
    [6, 1_800_000_000],
  ]);
  if (value === undefined) map.delete(key);
  else map.set(key, value);
  return textOf(map);
}

for (const vector of vectors.invites) {
  Deno.test(`invite vector "${vector.name}" is what we write and read`, () => {
    const content = contentOf(vector);
    assertEquals(encodeInvite(content), vector.text);
    assertEquals(decodeInvite(vector.text), content);
    assertEquals(inviteId(content.secret), vector.invite_id);
  });
}

const addresses = fc.array(
  fc.record({
    host: fc.oneof(fc.ipV4(), fc.ipV6(), fc.domain().filter((domain) => domain.length < 60)),
    port: fc.integer({ min: 1, max: 65_535 }),
  }, { noNullPrototype: true }),
  { maxLength: 8 },
);

const contents: fc.Arbitrary<InviteContent> = fc.record({
  id: fc.integer({ min: 1, max: 2 ** 40 - 1 }).map(String),
  name: fc.string({ unit: "binary", maxLength: 30 }).filter((name) => name.isWellFormed()),
  root: fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString("hex")),
  addresses,
  secret: fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => new Uint8Array(bytes)),
  expiresAt: fc.integer({ min: 0, max: 4_102_444_800 }).map((seconds) => seconds * 1000),
}, { noNullPrototype: true });

Deno.test("every invite survives its text form, and fits", () => {
  fc.assert(fc.property(contents, (content) => {
    const text = encodeInvite(content);
    assert(text.length <= MAX_INVITE_LENGTH);
    const read = decodeInvite(text);
    assertEquals(read, { ...content, addresses: content.addresses.slice(0, read.addresses.length) });
  }));
});

Deno.test("any text gives an invite or a SyntaxError or RangeError, never anything else", () => {
  const bytes = fc.uint8Array({ maxLength: 400 }).map((each) => `parley:${Buffer.from(each).toString("base64url")}`);
  const texts = fc.oneof(bytes, fc.string(), fc.string().map((each) => `parley:${each}`));
  fc.assert(fc.property(texts, (text) => void readable(text)));
});

Deno.test("an invite with a byte changed, cut off or added is never read as another text of the same invite", () => {
  const text = encodeInvite(ANNA);
  const places = fc.integer({ min: 0, max: text.length - 1 });
  fc.assert(fc.property(places, fc.constantFrom(..."AZaz09-_ ="), (at, letter) => {
    const other = text.slice(0, at) + letter + text.slice(at + 1);
    if (readable(other)) assertEquals(encodeInvite(decodeInvite(other)), other);
  }));
  for (let length = 0; length < text.length; length++) {
    assertThrows(() => decodeInvite(text.slice(0, length)), SyntaxError);
  }
  assertThrows(() => decodeInvite(`${text}A`), SyntaxError);
  assertThrows(() => decodeInvite(`${text}=`), SyntaxError);
});

function readable(text: string): boolean {
  try {
    decodeInvite(text);
    return true;
  } catch (error) {
    assert(error instanceof SyntaxError || error instanceof RangeError, String(error));
    return false;
  }
}

Deno.test("an invite of another version is refused in words", () => {
  const error = assertThrows(() => decodeInvite(changed(0, 2)), RangeError);
  assertStringIncludes(error.message, "version");
});

Deno.test("members a newer program adds are ignored", () => {
  assertEquals(decodeInvite(changed(99, "later")).name, "Анна");
});

const REFUSED: [string, number, unknown][] = [
  ["no version", 0, undefined],
  ["a version that is text", 0, "1"],
  ["no id", 1, undefined],
  ["id zero", 1, 0],
  ["an id of 41 bits", 1, 2 ** 40],
  ["a negative id", 1, -1],
  ["an id that is text", 1, "42"],
  ["no name", 2, undefined],
  ["a name of 65 characters", 2, "x".repeat(65)],
  ["a name that is bytes", 2, new Uint8Array(3)],
  ["a root of 31 bytes", 3, new Uint8Array(31)],
  ["a root that is text", 3, "a".repeat(64)],
  ["nine addresses", 4, Array.from({ length: 9 }, () => ["192.0.2.7", 7420])],
  ["addresses that are a map", 4, new Map()],
  ["a port of zero", 4, [["192.0.2.7", 0]]],
  ["a port above 65535", 4, [["192.0.2.7", 65_536]]],
  ["a host with a space", 4, [["192.0.2.7 ", 7420]]],
  ["a host with a path", 4, [["example.org/x", 7420]]],
  ["an empty host", 4, [["", 7420]]],
  ["an address of three parts", 4, [["192.0.2.7", 7420, 1]]],
  ["a secret of 15 bytes", 5, new Uint8Array(15)],
  ["no secret", 5, undefined],
  ["an expiry with a fraction", 6, 1.5],
  ["a negative expiry", 6, -1],
  ["an expiry beyond all dates", 6, 2 ** 50],
  ["a hub without a port", 7, ["hub.example.org"]],
];

for (const [what, key, value] of REFUSED) {
  Deno.test(`an invite with ${what} is refused`, () => {
    assertThrows(() => decodeInvite(changed(key, value)), SyntaxError);
  });
}

const NOT_CANONICAL: [string, number[]][] = [
  ["a key twice", [0xa2, 0, 1, 0, 1]],
  ["an indefinite map", [0xbf, 0, 1, 0xff]],
  ["a number longer than needed", [0xa1, 0x18, 0, 1]],
  ["bytes behind the map", [0xa1, 0, 1, 0]],
  ["keys out of order", [0xa2, 1, 42, 0, 1]],
  ["text that is not UTF-8", [0xa2, 0, 1, 2, 0x62, 0xff, 0xfe]],
  ["a tag", [0xc0, 0xa1, 0, 1]],
  ["a list at the top", [0x81, 1]],
];

for (const [what, bytes] of NOT_CANONICAL) {
  Deno.test(`an invite with ${what} is refused`, () => {
    const text = `parley:${Buffer.from(bytes).toString("base64url")}`;
    const error = assertThrows(() => decodeInvite(text), SyntaxError);
    assertStringIncludes(error.message, "cut off or changed");
  });
}

Deno.test("nesting as deep as the length allows is refused, not a stack overflow", () => {
  const text = `parley:${Buffer.from(new Uint8Array(700).fill(0x81)).toString("base64url")}`;
  assertThrows(() => decodeInvite(text), SyntaxError);
});

Deno.test("addresses that do not fit are left out, last first", () => {
  const host = (index: number) => `${index}.${"a".repeat(60)}.${"b".repeat(60)}.example.org`;
  const many = Array.from({ length: 8 }, (_, index) => ({ host: host(index), port: 7420 }));
  const text = encodeInvite({ ...ANNA, addresses: many });
  const { addresses } = decodeInvite(text);
  assert(addresses.length > 0 && addresses.length < 8);
  assertEquals(addresses, many.slice(0, addresses.length));
});

Deno.test("writing an invite nobody could read is refused", () => {
  assertThrows(() => encodeInvite({ ...ANNA, name: "x".repeat(65) }), SyntaxError);
  assertThrows(() => encodeInvite({ ...ANNA, secret: new Uint8Array(8) }), SyntaxError);
});

Deno.test("an invite's public name does not tell its secret and differs for every secret", () => {
  fc.assert(fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (secret) => {
    const id = inviteId(secret);
    assertEquals(id.length, 32);
    assert(!id.includes(Buffer.from(secret).toString("hex")));
  }));
  assert(inviteId(new Uint8Array(16)) !== inviteId(new Uint8Array(16).fill(1)));
});
