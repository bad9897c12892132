/** What the program tells while one talks: what becomes of messages, of people, and of the budget. */
import type { ApiEvent, Contact, Me, Message, PeerKey, Room } from "../../ui/api.ts";
import { isWaitingForUs } from "../files_text.ts";
import { isRoomKey, partnersOf, titleOf } from "../partner.ts";
import { presenceWord } from "../presence.ts";
import type { Chat } from "./chat.ts";
import { isAway } from "./contact_list.ts";
import { OPENING } from "./finding_commands.ts";
import { warnOfKeys } from "./key_warning.ts";
import { tellInvitation, tellRoom } from "./room_commands.ts";
import { MENTION } from "./transcript.ts";
import type { TypingSigns } from "./typing_signs.ts";

/** Packets left at which one is told. */
const FEW_LEFT = [10, 0];

export class ChatEvents {
  readonly #chat: Chat;
  readonly #typing: TypingSigns;
  /** Our certificate, as it was said last. */
  #revoked = false;

  constructor(chat: Chat, typing: TypingSigns) {
    [this.#chat, this.#typing] = [chat, typing];
  }

  async hear(event: ApiEvent): Promise<void> {
    const { book, screen, view, words } = this.#chat;
    switch (event.type) {
      case "snapshot":
        book.snapshot(partnersOf(event.snapshot));
        this.certificate(event.snapshot.me);
        break;
      case "message":
        await this.#message(event.message);
        break;
      case "receipt":
        for (const message of book.advance(event)) screen.update(view.marked(message));
        break;
      case "transfer":
        this.#chat.transfers.put(event.transfer);
        view.progress(event.transfer);
        break;
      case "removed":
        this.#chat.transfers.forget(event.conversation, event.ids);
        for (const message of book.forget(event.ids)) view.gone(message);
        break;
      case "cleared":
        if (event.conversation === null || event.conversation === book.open) await this.#readAgain();
        break;
      case "typing":
        this.#typing.theirs(event.conversation, event.until);
        break;
      case "limit":
        this.#limit(event.conversation, event.messages_left, event.files_left);
        break;
      case "contact":
        await this.#contact(event.contact);
        break;
      case "room":
        this.#room(event.room);
        break;
      case "contact_removed":
        book.remove(event.key);
        break;
      case "room_removed":
        this.#roomRemoved(event.key);
        break;
      case "me":
        this.certificate(event.me);
        break;
      case "locked":
        view.tell(words("chat.locked"), view.styles.bad);
        break;
    }
  }

  /** ID-7: said once, and again when another one is taken back. */
  certificate({ revoked }: Me): void {
    const { view, words } = this.#chat;
    if (revoked && !this.#revoked) view.tell(words("doctor.certificate.revoked"), view.styles.bad);
    this.#revoked = revoked;
  }

  /** Also an invitation that we have not answered here. */
  #roomRemoved(key: PeerKey): void {
    const { book, view, words } = this.#chat;
    const room = book.find(key);
    book.remove(key);
    if (room?.state === "invited") view.notice(words("chat.invitation_gone", { room: titleOf(room) }));
  }

  /** Cleared, or moved on or off the disk: what is still there can be named by commands as before. */
  async #readAgain(): Promise<void> {
    const { api, book } = this.#chat;
    book.forgetAll();
    if (book.open === undefined) return;
    const { messages } = await api.call("history", { conversation: book.open, limit: OPENING });
    for (const message of messages) book.show(message);
  }

  async #message(message: Message): Promise<void> {
    const { book, view, words } = this.#chat;
    const { conversation, direction, id, cursor } = message;
    const isNew = book.heard(message);
    const hasEnded = message.file !== undefined && this.#chat.transfers.put(message.file);
    if (conversation !== book.open) {
      if (hasEnded) view.ended(message.file!, this.#title(conversation));
      return isNew && direction === "in" ? this.#elsewhere(message) : undefined;
    }
    if (book.shown(id) !== undefined) {
      view.changed(message);
      return hasEnded ? view.ended(message.file!) : undefined;
    }
    // Also what was written in the window or by `parley send` while we are here.
    view.message(message);
    if (direction === "out") return;
    // In a room somebody else's may come late, and stand before what is the newest.
    if (isRoomKey(conversation)) return await markSeen(this.#chat, conversation, book.newest(conversation) ?? cursor);
    if (!isNew) return;
    this.#typing.theirs(conversation, 0);
    if (message.kind === "event" && message.text === "event.timer_proposed" && message.args?.who === "them") {
      view.notice(words("chat.agree_hint"));
    }
    if (message.file !== undefined && isWaitingForUs(message.file)) {
      view.notice(words("chat.file_hint", { number: view.numbers.of(message) }));
    }
    await markSeen(this.#chat, conversation, cursor);
  }

  #elsewhere(message: Message): void {
    const { book, screen, view, words } = this.#chat;
    const partner = book.find(message.conversation);
    const isQuiet = partner !== undefined && (partner.options.muted || isAway(partner));
    // Who is meant hears it also from a room that is quiet.
    if (message.kind === "event" || (isQuiet && !message.mention)) return;
    const said = view.gist(message, Math.max(20, screen.columns * 2));
    const text = message.from === undefined ? said : `${message.from.name}: ${said}`;
    const line = words("chat.elsewhere", { name: this.#title(message.conversation), text });
    if (message.mention) view.tell(`${MENTION} ${line}`, view.styles.strong);
    else view.notice(line);
  }

  #title(conversation: PeerKey): string {
    const partner = this.#chat.book.find(conversation);
    return partner === undefined ? "" : titleOf(partner);
  }

  #room(room: Room): void {
    const { book, view } = this.#chat;
    const before = book.find(room.key);
    book.put(room);
    if (book.open === undefined) view.listed(room);
    const [was, is] = [before?.state, room.state];
    if (room.key === book.open) {
      if (was === "joined" && (is === "left" || is === "removed")) tellRoom(this.#chat, room);
    } // What was told before the answer to our /join came must not ask once more.
    else if (is === "invited" && was !== "invited" && was !== "joined") tellInvitation(this.#chat, room);
    else if (before === undefined && book.open === undefined) view.list([room]);
  }

  async #contact(contact: Contact): Promise<void> {
    const { book, view, words } = this.#chat;
    const before = book.contact(contact.key);
    book.put(contact);
    if (book.open === undefined) view.listed(contact);
    if (contact.presence !== "online") this.#typing.theirs(contact.key, 0);
    const { name } = contact;
    if (contact.state === "request") {
      if (before === undefined) view.notice(words("chat.request", { name }));
      return;
    }
    const presence = presenceWord(contact, words);
    const changed = before?.presence !== contact.presence || before?.blocked !== contact.blocked;
    if (contact.key === book.open) {
      if (changed) view.event(this.#presenceEvent(contact, presence));
      if (contact.key_changed && !before?.key_changed) await warnOfKeys(this.#chat, contact);
    } else if (before === undefined && book.open === undefined) view.list([contact]);
    else if (before === undefined) view.notice(words("chat.presence", { name, presence }));
  }

  /** TXT-14: what it means for who is talking. */
  #presenceEvent({ name, presence, blocked }: Contact, word: string): string {
    const { words } = this.#chat;
    if (!blocked && presence === "online") return words("chat.is_back", { name });
    if (!blocked && presence === "offline") return words("chat.is_offline", { name });
    return words("chat.presence", { name, presence: word });
  }

  #limit(conversation: string, messages: number | null, files: number | null): void {
    const { book, view, words } = this.#chat;
    const contact = book.contact(conversation);
    if (contact === undefined) return;
    book.put({ ...contact, messages_left: messages, files_left: files });
    if (conversation !== book.open) return;
    const isFew = (before: number | null, left: number | null): left is number =>
      left !== null && FEW_LEFT.some((few) => (before ?? Infinity) > few && left <= few);
    if (isFew(contact.messages_left, messages)) view.notice(`${words("limits.messages")}: ${messages}`);
    if (isFew(contact.files_left, files)) view.notice(`${words("limits.files")}: ${files}`);
  }
}

/** The person has it before their eyes. */
export async function markSeen({ api }: Chat, conversation: PeerKey, cursor: number): Promise<void> {
  await api.call("mark_read", { conversation, cursor });
}
