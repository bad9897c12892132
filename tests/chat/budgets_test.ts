/** LIM-1 LIM-3 LIM-4: budgets of packets that stop, and what is told about them. */
import { assertEquals, assertRejects } from "@std/assert";
import { ChatError, peerKey } from "../../chat/mod.ts";
import { type Limits, openMemoryLimits } from "../../store/mod.ts";
import type { ApiEvent, Settings } from "../../ui/api.ts";
import { befriend, connect, type FakePerson, fakePerson } from "../support/fake_network.ts";

async function friends(settings: Partial<Settings> = {}, limits?: Limits) {
  const anna = await fakePerson("Anna", "17", limits === undefined ? {} : { limits });
  const boris = await fakePerson("Boris", "4");
  await anna.messenger.call("settings_set", settings);
  await befriend(anna, boris);
  return { anna, boris, conversation: peerKey(boris.ref) };
}

async function row({ messenger }: FakePerson, conversation: string) {
  const [{ messages, files, messages_spent, files_spent }] = await messenger.call("limits", { conversation });
  return [messages, files, messages_spent, files_spent];
}

function texts(person: FakePerson, conversation: string): string[] {
  return person.history.page(conversation, { limit: 500 }).filter(({ kind }) => kind === "text").map(({ text }) =>
    text
  );
}

function code(error: unknown): string {
  return (error as ChatError).code;
}

Deno.test("LIM-1: somebody new has the budgets of the settings; other settings later change nothing for who is there", async () => {
  const { anna, boris, conversation } = await friends({ limit_messages: 7, limit_files: null });
  assertEquals(await row(anna, conversation), [7, null, 0, 0]);
  await anna.messenger.call("settings_set", { limit_messages: 100, limit_files: 5 });
  assertEquals(await row(anna, conversation), [7, null, 0, 0]);
  const [contact] = await anna.messenger.call("contacts", {});
  assertEquals([contact.messages_left, contact.files_left], [7, null]);
  const clara = await fakePerson("Clara", "9");
  await befriend(anna, clara);
  assertEquals(await row(anna, peerKey(clara.ref)), [100, 5, 0, 0]);
  assertEquals(await row(boris, peerKey(anna.ref)), [1_000, 1_000, 0, 0]);
});

Deno.test("LIM-1: who is removed and comes back begins anew", async () => {
  const { anna, boris, conversation } = await friends({ limit_messages: 2 });
  await anna.messenger.call("send", { conversation, text: "1" });
  await anna.messenger.call("contact_remove", { conversation });
  await assertRejects(() => anna.messenger.call("limits", { conversation }), ChatError);
  await befriend(anna, boris);
  assertEquals(await row(anna, conversation), [2, 1_000, 0, 0]);
});

Deno.test("LIM-4: a used up budget stops sending: nothing is stored, nothing spent, what was sent before stays", async () => {
  const { anna, conversation } = await friends({ limit_messages: 3 });
  await anna.messenger.call("send", { conversation, text: "x".repeat(1_025) });
  const refused = await assertRejects(
    () => anna.messenger.call("send", { conversation, text: "y".repeat(1_025) }),
    ChatError,
    "sending 2 packets: 1 left",
  );
  assertEquals([code(refused), await row(anna, conversation)], ["limit-exhausted", [1, 1_000, 2, 0]]);
  await anna.messenger.call("send", { conversation, text: "fits" });
  await assertRejects(() => anna.messenger.call("send", { conversation, text: "." }), ChatError, "1 packet: 0 left");
  assertEquals(texts(anna, conversation), ["x".repeat(1_025), "fits"]);
  assertEquals(anna.history.outbox(), 2);
});

Deno.test("LIM-4: more budget, and what was refused can be sent", async () => {
  const { anna, conversation } = await friends({ limit_messages: 0 });
  await assertRejects(() => anna.messenger.call("send", { conversation, text: "hello" }), ChatError);
  await anna.messenger.call("limits_grant", { conversation, messages: 1 });
  await anna.messenger.call("send", { conversation, text: "hello" });
  assertEquals([texts(anna, conversation), await row(anna, conversation)], [["hello"], [0, 1_000, 1, 0]]);
});

Deno.test("LIM-4: a hundred messages at once do not spend more than there is, and none is both refused and stored", async () => {
  const { anna, conversation } = await friends({ limit_messages: 37 });
  const all = Array.from({ length: 100 }, (_, index) => `${index}`);
  const answers = await Promise.allSettled(all.map((text) => anna.messenger.call("send", { conversation, text })));
  const sent = all.filter((_, index) => answers[index].status === "fulfilled");
  assertEquals(sent.length, 37);
  assertEquals(texts(anna, conversation), sent);
  assertEquals(await row(anna, conversation), [0, 1_000, 37, 0]);
});

Deno.test("LIM-3: the same call again costs nothing, before and after the first is stored", async () => {
  const { anna, conversation } = await friends({ limit_messages: 1 });
  const id = "01890000-0000-7000-8000-000000000001";
  const send = () => anna.messenger.call("send", { conversation, text: "once", id });
  const [first, second] = await Promise.all([send(), send()]);
  assertEquals([first.id, second.id, (await send()).id], [id, id, id]);
  assertEquals([texts(anna, conversation), await row(anna, conversation)], [["once"], [0, 1_000, 1, 0]]);
});

Deno.test("LIM-3: it is spent when it is sent, not when it arrives", async () => {
  const { anna, boris, conversation } = await friends();
  await anna.messenger.call("send", { conversation, text: "hello" });
  assertEquals(await row(anna, conversation), [999, 1_000, 1, 0]);
  const cable = connect(anna, boris);
  await cable.settle();
  assertEquals([texts(boris, peerKey(anna.ref)), await row(anna, conversation)], [["hello"], [999, 1_000, 1, 0]]);
});

Deno.test("LIM-4: what the disk refuses to store is not paid for", async () => {
  const { anna, conversation } = await friends();
  const add = anna.history.addOutgoing;
  anna.history.addOutgoing = (...given) => {
    add.apply(anna.history, given);
    const saved = Promise.reject(Object.assign(new Error("no space"), { code: "disk-full" }));
    saved.catch(() => {});
    return { rows: [], changed: [], saved };
  };
  await assertRejects(() => anna.messenger.call("send", { conversation, text: "hello" }));
  anna.history.addOutgoing = add;
  assertEquals(await row(anna, conversation), [1_000, 1_000, 0, 0]);
});

Deno.test("LIM-4: a message whose count the disk refuses is sent all the same, counted, and the user is told", async () => {
  const limits = await openMemoryLimits();
  const { put } = limits;
  const refuse = () => {
    const saved = Promise.reject(Object.assign(new Error("no space"), { code: "disk-full" }));
    saved.catch(() => {});
    return { saved };
  };
  const { anna, conversation } = await friends({}, limits);
  limits.put = refuse;
  await anna.messenger.call("send", { conversation, text: "hello" });
  const notices = async () => (await anna.messenger.call("status", {})).notices.map(({ text }) => text);
  assertEquals(await notices(), ["notice.storage_disk_full"]);
  assertEquals([texts(anna, conversation), await row(anna, conversation)], [["hello"], [999, 1_000, 1, 0]]);
  limits.put = put;
  await anna.messenger.call("send", { conversation, text: "again" });
  assertEquals([limits.get(conversation)?.messages_spent, await notices()], [2, []]);
});

Deno.test("LIM-4: a message to nobody leaves no budget behind", async () => {
  const limits = await openMemoryLimits();
  const anna = await fakePerson("Anna", "17", { limits });
  const conversation = `4.${"0".repeat(64)}`;
  await assertRejects(() => anna.messenger.call("send", { conversation, text: "hello" }), ChatError);
  assertEquals(limits.all(), []);
});

Deno.test("LIM-1: without an end sending goes on, and is counted", async () => {
  const { anna, conversation } = await friends({ limit_messages: null });
  for (let sent = 0; sent < 3; sent++) await anna.messenger.call("send", { conversation, text: `${sent}` });
  assertEquals(await row(anna, conversation), [null, 1_000, 3, 0]);
});

Deno.test("LIM-2: what is given is what is left from now on; the other budget stays", async () => {
  const { anna, conversation } = await friends({ limit_messages: 5 });
  await anna.messenger.call("send", { conversation, text: "hello" });
  await anna.messenger.call("limits_grant", { conversation, messages: 2 });
  assertEquals(await row(anna, conversation), [2, 1_000, 1, 0]);
  await anna.messenger.call("limits_grant", { conversation, messages: null, files: 0 });
  assertEquals(await row(anna, conversation), [null, 0, 1, 0]);
});

Deno.test("LIM-3: windows hear what is left at once, and then four times a second at most, the last word always", async () => {
  const { anna, conversation } = await friends({ limit_messages: 10 });
  const heard: ApiEvent[] = [];
  anna.messenger.subscribe((event) => void (event.type === "limit" && heard.push(event)));
  const left = () => heard.map((event) => event.type === "limit" && event.messages_left);
  for (let sent = 0; sent < 4; sent++) await anna.messenger.call("send", { conversation, text: `${sent}` });
  assertEquals(left(), [9]);
  anna.clock.advance(250);
  assertEquals(left(), [9, 6]);
  anna.clock.advance(10_000);
  await anna.messenger.call("limits_grant", { conversation, files: null });
  assertEquals(heard.at(-1), { type: "limit", conversation, messages_left: 6, files_left: null });
  assertEquals(heard.length, 3);
});

Deno.test("a setting that cannot be is refused, and one that another version left in the file is not used", async () => {
  const { anna } = await friends();
  const wrong: [string, unknown][] = [
    ["limit_messages", -1],
    ["limit_files", 1.5],
    ["limit_messages", 1_000_000_001],
    ["port", 0],
    ["ui_port", 65_536],
    ["lock_after", 1_441],
    ["theme", "pink"],
    ["allow_list", "yes"],
    ["language", "de"],
    ["colour", "red"],
  ];
  for (const [name, value] of wrong) {
    const error = await assertRejects(() => anna.messenger.call("settings_set", { [name]: value }), ChatError, name);
    assertEquals(code(error), "bad-request");
  }
  const { settings } = await anna.messenger.call("snapshot", {});
  await anna.history.putSetting("settings", JSON.stringify({ ...settings, port: "x", colour: "red", theme: "dark" }))
    .saved;
  const again = await fakePerson("Anna", "17", {}, anna.history);
  assertEquals((await again.messenger.call("snapshot", {})).settings, { ...settings, theme: "dark" });
});

Deno.test("UI-4: every setting is kept and told", async () => {
  const { anna } = await friends();
  const heard: ApiEvent[] = [];
  anna.messenger.subscribe((event) => void (event.type === "settings" && heard.push(event)));
  const settings: Settings = {
    language: "ru",
    theme: "dark",
    send_key: "ctrl-enter",
    notifications: false,
    notification_text: false,
    show_bits: true,
    keep_history: false,
    allow_list: true,
    limit_messages: null,
    limit_files: 0,
    lock_after: 10,
    lan: false,
    port: 7_500,
    downloads: null,
    auto_accept_mb: 0,
    speed_limit: null,
    ui_port: 7_501,
  };
  assertEquals(await anna.messenger.call("settings_set", settings), settings);
  assertEquals(heard, [{ type: "settings", settings }]);
  const again = await fakePerson("Anna", "17", {}, anna.history);
  assertEquals((await again.messenger.call("snapshot", {})).settings, settings);
});

Deno.test("LIM-3: an edit costs like sending; with nothing left the text stays as it was", async () => {
  const { anna, conversation } = await friends({ limit_messages: 3 });
  const { id } = await anna.messenger.call("send", { conversation, text: "first" });
  await anna.messenger.call("message_edit", { conversation, id, text: "second" });
  assertEquals(await row(anna, conversation), [1, 1_000, 2, 0]);
  await assertRejects(
    () => anna.messenger.call("message_edit", { conversation, id, text: "x".repeat(1_025) }),
    ChatError,
    "sending 2 packets: 1 left",
  );
  assertEquals([texts(anna, conversation), await row(anna, conversation)], [["second"], [1, 1_000, 2, 0]]);
});

Deno.test("LIM-3: what is cancelled stays spent", async () => {
  const { anna, conversation } = await friends({ limit_messages: 3 });
  const { id } = await anna.messenger.call("send", { conversation, text: "never mind" });
  await anna.messenger.call("message_cancel", { conversation, id });
  assertEquals([texts(anna, conversation), await row(anna, conversation)], [[], [2, 1_000, 1, 0]]);
});

Deno.test("LIM-1: a restart changes nothing of what is left", async () => {
  const limits = await openMemoryLimits();
  const { anna, conversation } = await friends({ limit_messages: 3 }, limits);
  await anna.messenger.call("send", { conversation, text: "hello" });
  const again = await fakePerson("Anna", "17", { limits }, anna.history);
  assertEquals(await row(again, conversation), [2, 1_000, 1, 0]);
});
