import { assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import fc from "fast-check";
import { fromBase64Url } from "../../net/base64.ts";
import { encodeClose, parseClose } from "../../net/close.ts";
import { CLOSE_CODES, LinkError } from "../../net/errors.ts";
import { encodeHello, type Hello, parseHello } from "../../net/hello.ts";
import { MAX_ADDRESSES, MAX_CLOSE_BYTES, MAX_CLOSE_REASON, MAX_HELLO_BYTES } from "../../net/limits.ts";

const hello: Hello = {
  instance: "0123456789abcdef0123456789abcdef",
  time: 1763683200000,
  software: "parley/0.1.0",
  ephemeral: new Uint8Array(32).fill(1),
  card: {
    sign: new Uint8Array(32).fill(2),
    seal: new Uint8Array(32).fill(3),
    signature: new Uint8Array(384).fill(4),
    proof: new Uint8Array(64).fill(5),
  },
  addresses: [{ host: "192.0.2.7", port: 7420 }, { host: "2001:db8::7", port: 1 }, {
    host: "anna.example",
    port: 65535,
  }],
  features: ["rooms"],
};

Deno.test("a hello is read as it was written", () => {
  assertEquals(parseHello(encodeHello(hello)), hello);
});

Deno.test("the largest hello this program makes stays under its limit", () => {
  const largest: Hello = {
    ...hello,
    card: { ...hello.card, signature: new Uint8Array(512) },
    addresses: Array(MAX_ADDRESSES).fill({ host: `${"a".repeat(60)}.`.repeat(4) + "example", port: 65535 }),
  };
  const bytes = encodeHello(largest);
  assertEquals(parseHello(bytes), largest);
  assertEquals(bytes.length < MAX_HELLO_BYTES, true);
});

Deno.test("a hello with any one member left out is refused", () => {
  const whole = JSON.parse(new TextDecoder().decode(encodeHello(hello)));
  for (const member of Object.keys(whole)) {
    const { [member]: _, ...rest } = whole;
    const error = assertThrows(() => parseHello(new TextEncoder().encode(JSON.stringify(rest))), LinkError);
    assertEquals(error.code, "bad-hello", member);
  }
});

Deno.test("base64url has one spelling: padding, the other alphabet, spaces and loose bits are refused", () => {
  assertEquals(fromBase64Url("-_8"), new Uint8Array([0xfb, 0xff]));
  for (const text of ["-_8=", "+/8", "-_ 8", "-_9", "-", 8, null, undefined]) {
    assertEquals(fromBase64Url(text), undefined);
  }
});

Deno.test("whatever JSON stands for a member, a hello throws nothing but a LinkError", () => {
  const whole = JSON.parse(new TextDecoder().decode(encodeHello(hello)));
  const property = fc.property(fc.constantFrom(...Object.keys(whole)), fc.jsonValue(), (member, value) => {
    try {
      parseHello(new TextEncoder().encode(JSON.stringify({ ...whole, [member]: value })));
    } catch (error) {
      assertInstanceOf(error, LinkError);
    }
  });
  fc.assert(property, { numRuns: 500 });
});

Deno.test("every close code comes back from the wire, and a reason cannot carry control signs or grow", () => {
  for (const code of CLOSE_CODES) {
    assertEquals(parseClose(encodeClose({ code, reason: "why" })), { code, reason: "why" });
  }
  const sent = encodeClose({
    code: "internal",
    reason: "\u001b]0;title\u0007\r\n" + "\ud83d\ude00".repeat(MAX_CLOSE_REASON),
  });
  assertEquals(sent.length <= MAX_CLOSE_BYTES, true);
  const { reason } = parseClose(sent);
  assertEquals([reason.length <= MAX_CLOSE_REASON, reason.startsWith(" ]0;title "), reason.isWellFormed()], [
    true,
    true,
    true,
  ]);
});
