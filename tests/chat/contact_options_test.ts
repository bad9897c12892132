/** TXT-11 TXT-8: what our user chooses for one contact: folder, pin, archive, Spam/closed, whether anything is kept. */
import { assertEquals, assertRejects } from "@std/assert";
import { ChatError, peerKey } from "../../chat/mod.ts";
import type { History } from "../../store/mod.ts";
import { openMemoryHistory } from "../../store/mod.ts";
import type { ApiEvent, ContactOptions } from "../../ui/api.ts";
import { befriend, connect, fakePerson } from "../support/fake_network.ts";

/** What `keep` was asked for, beside doing nothing else: whether the disk holds nothing is the store's own test. */
async function historyThatNotes(): Promise<{ history: History; kept: string[] }> {
  const real = await openMemoryHistory();
  const kept: string[] = [];
  const keep: History["keep"] = (key, on) => {
    kept.push(`${key.split(".")[0]} ${on} ${real.contact(key) === undefined ? "before" : "after"} it is a contact`);
    return { saved: Promise.resolve() };
  };
  return { history: { ...real, keep }, kept };
}

async function scene() {
  const { history, kept } = await historyThatNotes();
  const anna = await fakePerson("Anna", "17", {}, history);
  const boris = await fakePerson("Boris", "4");
  await befriend(anna, boris);
  const events: ApiEvent[] = [];
  anna.messenger.subscribe((event) => void events.push(event));
  const conversation = peerKey(boris.ref);
  const set = (options: Partial<ContactOptions>) => anna.messenger.call("contact_options", { conversation, options });
  return { anna, boris, conversation, events, kept, set };
}

Deno.test("TXT-11: choices are merged, kept and told; a restart changes none of them", async () => {
  const { anna, conversation, events, set } = await scene();
  await set({ folder: " Work \n", pinned: true });
  const { options } = await set({ archived: true, muted: true, read_receipts: false });
  assertEquals([options.folder, options.pinned, options.archived, options.muted], ["Work", true, true, true]);
  assertEquals([options.closed, options.read_receipts, options.typing], [false, false, true]);
  assertEquals(events.flatMap((event) => event.type === "contact" ? [event.contact.options] : []).at(-1), options);
  await anna.messenger.stop();
  const again = await fakePerson("Anna", "17", {}, anna.history);
  assertEquals(again.messenger.contacts.get(conversation).options, options);
  assertEquals(
    (await again.messenger.call("contact_options", { conversation, options: { folder: " " } })).options.folder,
    null,
  );
  await again.messenger.stop();
});

Deno.test("TXT-11: a closed contact stays connected, and what they write lands there", async () => {
  const { anna, boris, conversation, set } = await scene();
  await set({ closed: true });
  const cable = connect(anna, boris);
  await cable.settle();
  await boris.messenger.call("send", { conversation: peerKey(anna.ref), text: "are you there?" });
  await cable.settle();
  const contact = anna.messenger.contacts.get(conversation);
  assertEquals([contact.presence, contact.options.closed, contact.unread, contact.last?.text], [
    "online",
    true,
    1,
    "are you there?",
  ]);
});

Deno.test("TXT-8: turning the keeping of history off and on is told to the store and to windows, once each", async () => {
  const { conversation, events, kept, set } = await scene();
  await set({ keep_history: false });
  await set({ keep_history: false, pinned: true });
  await set({ keep_history: true });
  assertEquals(kept, ["4 false after it is a contact", "4 true after it is a contact"]);
  assertEquals(events.filter((event) => event.type === "cleared"), [
    { type: "cleared", conversation },
    { type: "cleared", conversation },
  ]);
});

Deno.test("TXT-8: with the setting off, nothing of somebody new is kept from the first word on, whoever comes how", async () => {
  const { history, kept } = await historyThatNotes();
  const anna = await fakePerson("Anna", "17", {}, history);
  await anna.messenger.call("settings_set", { keep_history: false });
  const people = await Promise.all(
    ["Boris", "Clara", "Daniil"].map((name, index) => fakePerson(name, String(4 + index))),
  );
  const [invited, inviting, member] = people;
  await befriend(anna, invited);
  const { text } = await inviting.messenger.call("invite_create", {});
  await anna.messenger.call("invite_accept", { invite: text });
  await connect(anna, member).settle();
  assertEquals(kept, ["4", "5", "6"].map((id) => `${id} false before it is a contact`));
  assertEquals(anna.messenger.contacts.all().map(({ options }) => options.keep_history), [false, false, false]);
  await connect(anna, invited).settle();
  assertEquals(kept.length, 3, "once");
  for (const person of [anna, ...people]) await person.messenger.stop();
});

Deno.test("TXT-11: choices that do not exist are refused", async () => {
  const { anna, conversation } = await scene();
  for (const options of [{ pinned: "yes" }, { folder: 5 }, { nonsense: true }, { __proto__: null, state: true }]) {
    const call = () => anna.messenger.call("contact_options", { conversation, options: options as never });
    assertEquals((await assertRejects(call, ChatError)).code, "bad-request", JSON.stringify(options));
  }
});
