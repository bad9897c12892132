import { assertEquals, assertStringIncludes } from "@std/assert";
import type { MessageStatus } from "../../ui/api.ts";
import { contact, FakeApi, FakeApiError, message, NOW, runCommand } from "../support/terminal.ts";

function sending(status: MessageStatus = "queued", later: MessageStatus[] = []): FakeApi {
  const out = (now: MessageStatus) => message("17", 1, "", { direction: "out", status: now, received_at: null });
  return new FakeApi({ send: () => out(status), wait: () => out(later.shift() ?? status) });
}

Deno.test("send joins the words with spaces and says what became of it", async () => {
  const { code, stdout, stderr, api } = await runCommand(["send", "Boris", "how", "are", "you?"], {
    api: sending("sent"),
  });
  assertEquals([code, stdout, stderr], [0, ["sent"], []]);
  assertEquals(api.asked("send")[0].text, "how are you?");
  assertEquals(api.closed, 1);
});

Deno.test("send --json prints one object of the contract", async () => {
  const ran = await runCommand(["send", "17", "hi", "--json"], { api: sending("sent") });
  assertEquals(ran.json(), [{
    id: "0190-1",
    peer: "17",
    kind: "text",
    sent_at: new Date(NOW).toISOString(),
    received_at: null,
    status: "sent",
    error: null,
  }]);
});

Deno.test("send without a running node queues, says so and what happens next", async () => {
  const { code, stdout, stderr } = await runCommand(["send", "17", "hi", "--wait", "5"], {
    api: sending(),
    running: false,
  });
  assertEquals([code, stdout], [1, ["queued"]]);
  assertStringIncludes(stderr[0], "goes out at the next start");
  const plain = await runCommand(["send", "17", "hi"], { api: sending(), running: false });
  assertEquals([plain.code, plain.stdout], [0, ["queued"]]);
});

Deno.test("send to somebody online says delivered when the receipt comes at once, and sent when it does not", async () => {
  for (const [later, exit] of [["delivered", 0], ["sent", 0]] as [MessageStatus, number][]) {
    for (const json of [[], ["--json"]]) {
      const ran = await runCommand(["send", "17", "hi", ...json], { api: sending("queued", [later]) });
      assertEquals([ran.code, json.length ? ran.json()[0].status : ran.stdout[0]], [exit, later]);
      assertEquals(ran.api.asked("wait").map(({ timeout_ms }) => timeout_ms), [300]);
    }
  }
});

Deno.test("send has sent although the program ends while it waits for the receipt", async () => {
  const api = new FakeApi({
    send: () => message("17", 1, "", { direction: "out", status: "queued", received_at: null }),
    wait: () => {
      throw new FakeApiError("internal", "gone");
    },
  });
  const { code, stdout, stderr } = await runCommand(["send", "17", "hi"], { api });
  assertEquals([code, stdout, stderr], [0, ["queued"], []]);
});

Deno.test("send to somebody who is not online, and without a running node, waits for nothing", async () => {
  const away = sending("queued", ["delivered"]);
  away.contacts.splice(0, 1, contact("17", "Boris", { presence: "offline" }));
  for (const options of [{ api: away }, { api: sending("queued", ["delivered"]), running: false }]) {
    const { stdout, api } = await runCommand(["send", "17", "hi"], options);
    assertEquals([stdout, api.asked("wait")], [["queued"], []]);
  }
});

for (
  const [later, code] of [["delivered", 0], ["read", 0], ["failed", 1], ["sent", 1], ["queued", 1]] as [
    MessageStatus,
    number,
  ][]
) {
  Deno.test(`send --wait that ends with "${later}" exits ${code}`, async () => {
    const ran = await runCommand(["send", "17", "hi", "--wait", "0"], { api: sending("queued", [later]) });
    assertEquals([ran.code, ran.stdout], [code, [later]]);
  });
}

Deno.test("send --wait hands the api no longer wait than it takes", async () => {
  const { api } = await runCommand(["send", "17", "hi", "--wait", "86400"], { api: sending("queued", ["delivered"]) });
  assertEquals(api.asked("wait")[0].timeout_ms, 600_000);
});

Deno.test("send - takes stdin without the shell's last line break and without anything else changed", async () => {
  for (
    const [stdin, text] of [["a\nb\n", "a\nb"], ["ё\r\n", "ё"], ["x\n\n", "x\n"], [" y ", " y "]]
  ) {
    const { api } = await runCommand(["send", "17", "-"], { api: sending(), stdin });
    assertEquals(api.asked("send")[0].text, text);
  }
});

Deno.test("send - refuses what is longer than a message and what is not UTF-8, and sends nothing", async () => {
  for (
    const [stdin, reason] of [
      ["я".repeat(2 * 1024 * 1024 + 1), "longer than"],
      ["x".repeat(5 * 1024 * 1024), "longer than"],
      [new Uint8Array([0x61, 0xff]), "not text in UTF-8"],
      [new Uint8Array([0xd1]), "not text in UTF-8"],
    ] as const
  ) {
    const { code, stderr, api } = await runCommand(["send", "17", "-"], { api: sending(), stdin });
    assertEquals([code, api.asked("send")], [1, []]);
    assertStringIncludes(stderr[0], reason);
  }
});

Deno.test("send takes 4 MiB to the byte", async () => {
  const text = "я".repeat(2 * 1024 * 1024);
  const { code, api } = await runCommand(["send", "17", "-"], { api: sending(), stdin: text + "\n" });
  assertEquals([code, api.asked("send")[0].text.length], [0, text.length]);
});

for (
  const [args, reason] of [
    [["send"], "nobody named"],
    [["send", "17"], "no text"],
    [["send", "17", "hi", "--wiat", "5"], "--wiat"],
    [["send", "17", "hi", "--wait", "soon"], "--wait"],
    [["send", "17", "hi", "--wait"], "--wait"],
  ] as const
) {
  Deno.test(`"${args.join(" ")}" is wrong usage`, async () => {
    const { code, stdout, stderr } = await runCommand([...args]);
    assertEquals([code, stdout], [2, []]);
    assertStringIncludes(stderr[0], reason);
    assertStringIncludes(stderr[1], "usage: parley send PEER");
  });
}

Deno.test("send says in the person's language who is not there, and what to do", async () => {
  const en = await runCommand(["send", "Bob", "hi"]);
  assertEquals([en.code, en.stderr], [1, [
    'parley send: peer "Bob": not among the contacts',
    "Who is there: parley contacts",
  ]]);
  const ru = await runCommand(["send", "Bob", "hi"], { env: { LANG: "ru_RU.UTF-8" } });
  assertEquals(ru.stderr[0], 'parley send: собеседник "Bob": нет среди контактов');
});

Deno.test("LIM-4: a used up budget: what it costs, what is left, and the command that gives more", async () => {
  const row = { conversation: "", peer: "17", name: "", messages: 1, files: 1, messages_spent: 999, files_spent: 0 };
  const api = new FakeApi({
    send: () => {
      throw new FakeApiError("limit-exhausted", "sending 2 packets: 1 left in the budget of this contact");
    },
    limits: () => [row],
  });
  const { code, stdout, stderr } = await runCommand(["send", "17", "x".repeat(1_025)], { api });
  assertEquals([code, stdout, stderr[0]], [
    1,
    [],
    "parley send: not sent: it costs 2 of the message budget, and 1 left",
  ]);
  assertStringIncludes(stderr[1], "parley limits grant");
  assertEquals([stderr.length, api.closed], [2, 1]);
});
